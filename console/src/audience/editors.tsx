import { useQuery } from "@apollo/client/react";
import { Cascader, DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useText } from "../text/language";
import { useFormat } from "../ui/format";
import type { Condition, Field, Values } from "./expression";
import { SegmentNamesDocument, SendNamesDocument, TagNamesDocument } from "./operations.generated";
import { type Place, usePlaces } from "./places";
import { RangeOfDaysInYear, ThreeNumbers } from "./range-editors";

interface EditorProps<Value> {
  value: Value | undefined;
  label: string;
  onChange: (value: Value | undefined) => void;
}
type Editors = { [Name in Field]: (props: EditorProps<Values[Name]>) => ReactNode };

/** The input for a condition's value. */
export function ValueEditor({ condition, onChange }: { condition: Condition; onChange: (value: Condition["value"]) => void }) {
  const { audience } = useText();
  // Each field's editor takes that field's values: the record says so, which a union of fields cannot.
  const Editor = EDITORS[condition.field] as (props: EditorProps<Condition["value"]>) => ReactNode;
  return <Editor value={condition.value} label={audience.fields[condition.field]} onChange={onChange} />;
}

function TagEditor({ value, label, onChange }: EditorProps<string | number>) {
  const { audience } = useText();
  const { n } = useFormat();
  const { data, loading } = useQuery(TagNamesDocument);
  const options = data?.tags.map(({ id, name, users }) => ({ value: id, label: name, users }));
  return (
    <Select
      aria-label={label}
      className="value-wide"
      showSearch={{ optionFilterProp: "label" }}
      loading={loading}
      placeholder={audience.choose}
      value={value === undefined ? undefined : String(value)}
      onChange={onChange}
      options={options}
      optionRender={(option) => (
        <span className="option">
          {option.label} <span className="quiet">{audience.tagUsers(n(option.data.users))}</span>
        </span>
      )}
    />
  );
}

interface NameSelectProps extends EditorProps<string | number> {
  loading: boolean;
  /** What there is to choose from. */
  named: readonly { id: string; name: string }[] | undefined;
}

/** One of several things by its name. What the list does not hold (an older send, say) shows as its id. */
function NameSelect({ value, label, onChange, loading, named }: NameSelectProps) {
  const { audience } = useText();
  return (
    <Select
      aria-label={label}
      className="value-wide"
      showSearch={{ optionFilterProp: "label" }}
      loading={loading}
      placeholder={audience.choose}
      value={value === undefined ? undefined : String(value)}
      onChange={onChange}
      options={named?.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** The latest sends. */
function SendEditor(props: EditorProps<string | number>) {
  const { data, loading } = useQuery(SendNamesDocument);
  return <NameSelect {...props} loading={loading} named={data?.massSends.edges.map(({ node }) => node)} />;
}

function SegmentEditor(props: EditorProps<string | number>) {
  const { data, loading } = useQuery(SegmentNamesDocument);
  return <NameSelect {...props} loading={loading} named={data?.segments} />;
}

interface ChoiceProps<Value extends string> extends EditorProps<Value> {
  words: Readonly<Record<Value, string>>;
}

function ChoiceEditor<Value extends string>({ value, label, onChange, words }: ChoiceProps<Value>) {
  const { audience } = useText();
  const options = Object.entries<string>(words).map(([key, word]) => ({ value: key as Value, label: word }));
  return <Select aria-label={label} className="value" placeholder={audience.choose} value={value} onChange={onChange} options={options} />;
}

function SexEditor(props: EditorProps<Values["sex"]>) {
  return <ChoiceEditor {...props} words={useText().audience.sexes} />;
}

function StatusEditor(props: EditorProps<Values["status"]>) {
  return <ChoiceEditor {...props} words={useText().audience.statuses} />;
}

/** The first word stands for true. */
function YesNoEditor({ value, label, onChange, field }: EditorProps<boolean> & { field: "vip" | "subscribed" | "hasPhone" }) {
  const { audience } = useText();
  const options = audience[field].map((word, index) => ({ value: index === 0, label: word }));
  return <Select aria-label={label} className="value" placeholder={audience.choose} value={value} onChange={onChange} options={options} />;
}

/** `level` 1: provinces, 2: cities, 3: districts. */
function PlaceEditor({ value, label, onChange, level }: EditorProps<number> & { level: 1 | 2 | 3 }) {
  const { audience } = useText();
  const places = usePlaces();
  return (
    <Cascader
      aria-label={label}
      className="value-wide"
      placeholder={audience.choose}
      showSearch
      options={places?.tree.map((place) => cutAt(place, level))}
      value={value === undefined || places === null ? undefined : places.codesTo(value)}
      onChange={(codes) => onChange(codes?.length === level ? codes.at(-1) : undefined)}
    />
  );
}

/** The place with nothing below that level. */
function cutAt({ value, label, children }: Place, level: number): Place {
  return level === 1 || children === undefined
    ? { value, label }
    : { value, label, children: children.map((inner) => cutAt(inner, level - 1)) };
}

function NumberEditor({ value, label, onChange }: EditorProps<number>) {
  const { audience } = useText();
  return (
    <InputNumber
      aria-label={label}
      className="value"
      placeholder={audience.number}
      precision={0}
      value={value}
      onChange={(number) => onChange(number ?? undefined)}
    />
  );
}

function AgeEditor({ value, label, onChange }: EditorProps<Values["age"]>) {
  const { audience } = useText();
  const change = (part: Values["age"]) => {
    const next = { ...value, ...part };
    onChange(next.min == null && next.max == null ? undefined : next);
  };
  const box = { min: 0, max: 150, precision: 0, className: "value-short" };
  return (
    <span className="pair">
      <InputNumber
        {...box}
        aria-label={`${label} ${audience.min}`}
        placeholder={audience.min}
        value={value?.min}
        onChange={(min) => change({ min })}
      />
      –
      <InputNumber
        {...box}
        aria-label={`${label} ${audience.max}`}
        placeholder={audience.max}
        value={value?.max}
        onChange={(max) => change({ max })}
      />
      {audience.years}
    </span>
  );
}

function DaysEditor({ value, label, onChange }: EditorProps<Values["createdAt"]>) {
  const { audience } = useText();
  const day = (text: string | null | undefined) => (text == null ? null : dayjs(text));
  return (
    <DatePicker.RangePicker
      aria-label={label}
      allowEmpty={[true, true]}
      placeholder={[audience.from, audience.to]}
      value={[day(value?.from), day(value?.to)]}
      onChange={(range) => {
        const [from, to] = range?.map((end) => end?.format("YYYY-MM-DD") ?? null) ?? [];
        onChange(from == null && to == null ? undefined : { ...(from ? { from } : {}), ...(to ? { to } : {}) });
      }}
    />
  );
}

function ListEditor({ value, label, onChange }: EditorProps<(string | number)[]>) {
  const { audience } = useText();
  return (
    <Input.TextArea
      aria-label={label}
      className="value-wide"
      rows={3}
      placeholder={audience.listHint}
      defaultValue={value?.join("\n")}
      onChange={({ target }) => {
        const items = target.value.split(/[\s,，;；]+/).filter((item) => item !== "");
        onChange(items.length === 0 ? undefined : items);
      }}
    />
  );
}

const EDITORS: Editors = {
  tag: TagEditor,
  segment: SegmentEditor,
  sex: SexEditor,
  status: StatusEditor,
  vip: (props) => <YesNoEditor {...props} field="vip" />,
  subscribed: (props) => <YesNoEditor {...props} field="subscribed" />,
  hasPhone: (props) => <YesNoEditor {...props} field="hasPhone" />,
  provinceId: (props) => <PlaceEditor {...props} level={1} />,
  cityId: (props) => <PlaceEditor {...props} level={2} />,
  regionId: (props) => <PlaceEditor {...props} level={3} />,
  source: NumberEditor,
  companyId: NumberEditor,
  age: AgeEditor,
  birthday: RangeOfDaysInYear,
  createdAt: DaysEditor,
  lastActiveAt: DaysEditor,
  near: ThreeNumbers,
  users: ListEditor,
  openids: ListEditor as Editors["openids"],
  unreachedBy: SendEditor,
  everyone: () => null,
};
