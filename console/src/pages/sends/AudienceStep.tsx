import { useQuery } from "@apollo/client/react";
import { Button, Select } from "antd";
import { useState } from "react";
import { Answer } from "../../audience/Answer";
import { AudiencePicker } from "../../audience/AudiencePicker";
import { SegmentNamesDocument } from "../../audience/operations.generated";
import { useText } from "../../text/language";
import { isWhole as isContentWhole } from "./content";
import type { DraftContent } from "./send-detail";

interface StepProps {
  draft: DraftContent;
  onChange: (draft: DraftContent) => void;
  saving: boolean;
  onNext: () => void;
}

/** Whom it goes to, beginning with a saved segment or from nothing; the answer stands below while it is built. */
export function AudienceStep({ draft, onChange, saving, onNext }: StepProps) {
  const { sends } = useText();
  const { data } = useQuery(SegmentNamesDocument);
  const [begun, setBegun] = useState({ with: draft.audience, times: 0 });
  const isWhole = draft.audience !== null && draft.name.trim() !== "" && isContentWhole(draft.content);
  return (
    <>
      <div className="panel stack">
        <Select
          className="value-wide"
          aria-label={sends.startFrom}
          placeholder={sends.startFrom}
          value={null}
          options={data?.segments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(segment: string | null) => {
            if (segment === null) return;
            setBegun({ with: { segment }, times: begun.times + 1 });
            onChange({ ...draft, audience: { segment } });
          }}
        />
        <AudiencePicker key={begun.times} initial={begun.with} onChange={(audience) => onChange({ ...draft, audience })} />
        <p className="quiet narrow-only">{sends.wide}</p>
        <div>
          <Button disabled={!isWhole} loading={saving} onClick={onNext}>
            {sends.savedDraft}
          </Button>
        </div>
      </div>
      <Answer input={draft.audience} />
    </>
  );
}
