import { Button, Checkbox, Dropdown, Segmented } from "antd";
import { memo } from "react";
import { useText } from "../text/language";
import { useStable } from "../ui/useStable";
import { ValueEditor } from "./editors";
import {
  type Condition,
  changed,
  conditionsIn,
  depthOf,
  FIELDS,
  type Group,
  MAX_CONDITIONS,
  MAX_DEPTH,
  newCondition,
  newGroup,
  type Part,
} from "./expression";
import "./builder.css";

type Change = (id: string, change: (part: Part) => Part | null) => void;

/** The audience builder: groups of conditions, in groups. Whoever shows it holds the tree. */
export function Builder({ root, onChange }: { root: Group; onChange: (root: Group) => void }) {
  const { audience } = useText();
  const change: Change = useStable((id, how) => onChange(changed(root, id, how)));
  const tooMany = conditionsIn(root) >= MAX_CONDITIONS;
  return (
    <div className="builder">
      <GroupBox group={root} level={1} change={change} isRoot tooMany={tooMany} />
      {tooMany ? <p className="quiet">{audience.tooMany}</p> : null}
      {depthOf(root) > MAX_DEPTH ? <p className="bad">{audience.tooDeep}</p> : null}
    </div>
  );
}

interface GroupBoxProps {
  group: Group;
  level: number;
  change: Change;
  isRoot?: boolean;
  tooMany: boolean;
}

/** Groups and conditions that an edit does not touch are not drawn again: a row's inputs take some milliseconds each. */
const GroupBox = memo(({ group, level, change, isRoot = false, tooMany }: GroupBoxProps) => {
  const { audience } = useText();
  const { id, mode, parts } = group;
  return (
    <fieldset className={`group level-${level % 2}`}>
      <legend className="sr-only">{audience.group}</legend>
      <div className="group-head">
        <Segmented
          aria-label={audience.group}
          value={mode}
          options={[
            { value: "all" as const, label: audience.modes.all },
            { value: "any" as const, label: audience.modes.any },
          ]}
          onChange={(next) => change(id, (part) => ({ ...part, mode: next }) as Group)}
        />
        {isRoot ? null : <PartControls part={group} name={audience.group} change={change} />}
      </div>
      {parts.length === 0 ? <p className="quiet">{isRoot ? audience.empty : audience.emptyGroup}</p> : null}
      <ul>
        {parts.map((part) => (
          <li key={part.id}>
            {part.kind === "group" ? (
              <GroupBox group={part} level={level + 1} change={change} tooMany={tooMany} />
            ) : (
              <ConditionRow condition={part} change={change} />
            )}
          </li>
        ))}
      </ul>
      <AddButtons group={group} level={level} change={change} tooMany={tooMany} />
    </fieldset>
  );
});

function AddButtons({ group, level, change, tooMany }: GroupBoxProps) {
  const { audience } = useText();
  const add = (part: Part) => change(group.id, (old) => (old.kind === "group" ? { ...old, parts: [...old.parts, part] } : old));
  const inner = group.mode === "all" ? "any" : "all";
  return (
    <div className="add">
      <Dropdown
        trigger={["click"]}
        disabled={tooMany}
        menu={{
          className: "field-menu",
          items: FIELDS.map((field) => ({ key: field, label: audience.fields[field], onClick: () => add(newCondition(field)) })),
        }}
      >
        <Button disabled={tooMany}>{audience.addCondition}</Button>
      </Dropdown>
      <Button type="text" disabled={tooMany || level >= MAX_DEPTH - 1} onClick={() => add(newGroup(inner))}>
        {audience.addGroup}
      </Button>
    </div>
  );
}

const ConditionRow = memo(({ condition, change }: { condition: Condition; change: Change }) => {
  const { audience } = useText();
  const name = audience.fields[condition.field];
  return (
    <div className={condition.not ? "condition excluded" : "condition"}>
      <span className="condition-name">{name}</span>
      <span className="condition-value">
        <ValueEditor condition={condition} onChange={(value) => change(condition.id, (part) => ({ ...part, value }) as Condition)} />
      </span>
      <PartControls part={condition} name={name} change={change} />
    </div>
  );
});

function PartControls({ part, name, change }: { part: Part; name: string; change: Change }) {
  const { audience, common } = useText();
  return (
    <span className="part-controls">
      <Checkbox
        checked={part.not}
        aria-label={audience.notLabel(name)}
        onChange={({ target }) => change(part.id, (old) => ({ ...old, not: target.checked }))}
      >
        {audience.not}
      </Checkbox>
      <Button type="text" aria-label={audience.remove(name)} onClick={() => change(part.id, () => null)}>
        {common.delete}
      </Button>
    </span>
  );
}
