import { useQuery } from "@apollo/client/react";
import { Skeleton } from "antd";
import { useLanguage } from "../text/language";
import { Failure } from "../ui/Failure";
import type { AudienceInput } from "./expression";
import { ExplainAudienceDocument } from "./operations.generated";
import "./builder.css";

/** Why somebody is or is not in an audience: each part of the expression with its truth. */
export function Explanation({ audience: input, userId, name }: { audience: AudienceInput; userId: string; name: string }) {
  const { apiLanguage, text } = useLanguage();
  const { audience } = text;
  const { data, error } = useQuery(ExplainAudienceDocument, {
    variables: { audience: input, userId, language: apiLanguage },
    fetchPolicy: "network-only",
  });
  if (error !== undefined) return <Failure error={error} />;
  if (data === undefined) return <Skeleton active title={false} />;
  const { matches, parts } = data.explainAudience;
  return (
    <div>
      <strong>{matches ? audience.isIn(name) : audience.isOut(name)}</strong>
      <ul className="explanation">
        {parts.map(({ depth, label, matches: fits }, index) => (
          <li key={keyOf(parts, index)} className={fits ? "in" : "out"} style={{ paddingInlineStart: depth * 16 }}>
            <span aria-hidden="true">{fits ? "✓" : "✗"}</span> {label}{" "}
            <span className="sr-only">{fits ? audience.fits : audience.fitsNot}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The parts have no ids: a label, and how many times it stood before. */
function keyOf(parts: readonly { label: string }[], index: number): string {
  const label = parts[index]?.label ?? "";
  return `${parts.slice(0, index).filter((part) => part.label === label).length}:${label}`;
}
