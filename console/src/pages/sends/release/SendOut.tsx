import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useText } from "../../../text/language";
import { Failure } from "../../../ui/Failure";
import { useFormat } from "../../../ui/format";
import { ReleaseRulesDocument, StartSendDocument } from "../operations.generated";
import type { SendDetail } from "../send-detail";
import { useConfirmCount } from "../useConfirmCount";
import { Schedule } from "./Schedule";
import { holds } from "./standing";

/** The last choice: at once, or at a moment. One filled button, which says how many. */
export function SendOut({ send, reachable }: { send: SendDetail; reachable: number | null }) {
  const { release, sends } = useText();
  const { n } = useFormat();
  const [when, setWhen] = useState<"now" | "later">("now");
  const refusal = useRefusal(send, reachable);
  return (
    <div className="part">
      <h2>{release.when}</h2>
      <Segmented
        className="search-box"
        aria-label={release.when}
        value={when}
        onChange={setWhen}
        options={[
          { value: "now" as const, label: release.now },
          { value: "later" as const, label: release.later },
        ]}
      />
      {reachable !== null && reachable < 2 ? <p className="bad">{sends.tooFew}</p> : null}
      {when === "now" ? (
        <Start send={send} reachable={reachable} refusal={refusal} label={sends.send(reachable === null ? "…" : n(reachable))} />
      ) : (
        <Schedule send={send} reachable={reachable} refusal={refusal} />
      )}
    </div>
  );
}

/** Why the server would refuse it, as far as one can tell from here; it looks again itself. */
function useRefusal({ approval }: SendDetail, reachable: number | null): string | null {
  const { release } = useText();
  const { n } = useFormat();
  const { data } = useQuery(ReleaseRulesDocument);
  if (approval !== null) return reachable === null || holds(approval, reachable) ? null : release.outgrown(n(reachable));
  return data?.tenant.approval === "REQUIRED" ? release.waitsForApproval : null;
}

interface StartProps {
  send: SendDetail;
  reachable: number | null;
  refusal: string | null;
  label: string;
}

function Start({ send, reachable, refusal, label }: StartProps) {
  const { sends } = useText();
  const { n } = useFormat();
  const confirm = useConfirmCount();
  const [start, { error, loading }] = useMutation(StartSendDocument, {
    variables: { id: send.id },
    refetchQueries: ["SendDetail"],
    awaitRefetchQueries: true,
  });
  const ask = () => {
    if (reachable === null) return;
    const act = () => start().catch(() => null);
    confirm({ title: label, content: sends.sendAsk(n(reachable)), okText: label, count: reachable, act });
  };
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      <Button
        className="send-button"
        type="primary"
        size="large"
        disabled={reachable === null || reachable < 2 || refusal !== null}
        loading={loading}
        onClick={ask}
      >
        {label}
      </Button>
      {refusal === null ? null : <p className="quiet">{refusal}</p>}
    </>
  );
}
