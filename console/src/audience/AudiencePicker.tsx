import { useState } from "react";
import { Builder } from "./Builder";
import { type AudienceInput, fromInput, type Group, toInput } from "./expression";

/** A builder over an expression that somebody else keeps, for the page's address: unfinished edits stay here. */
export function AudiencePicker({ initial, onChange }: { initial: AudienceInput | null; onChange: (input: AudienceInput | null) => void }) {
  const [root, setRoot] = useState<Group>(() => fromInput(initial ?? { all: [] }));
  const change = (next: Group) => {
    setRoot(next);
    onChange(toInput(next));
  };
  return <Builder root={root} onChange={change} />;
}
