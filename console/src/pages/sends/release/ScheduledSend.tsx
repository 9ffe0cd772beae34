import { useMutation } from "@apollo/client/react";
import { Button } from "antd";
import { useState } from "react";
import { parseInput } from "../../../audience/expression";
import { useAudienceNumbers } from "../../../audience/useAudienceAnswer";
import { useMay } from "../../../session/session";
import { useApiLanguage, useText } from "../../../text/language";
import { useFormat } from "../../../ui/format";
import { PageHead } from "../../../ui/PageHead";
import { Panel } from "../../../ui/Panel";
import { SendState } from "../../../ui/SendLine";
import { useAsk } from "../../../ui/useAsk";
import { UnscheduleSendDocument } from "../operations.generated";
import { SendSummary } from "../SendSummary";
import type { SendDetail } from "../send-detail";
import { Approval } from "./Approval";
import { Schedule } from "./Schedule";

/** A send that waits for its moment: when, to how many as things stand, and the way back. */
export function ScheduledSend({ send }: { send: SendDetail }) {
  const { release, sends } = useText();
  const { n, at } = useFormat();
  const { answer } = useAudienceNumbers(parseInput(send.rule.json));
  const reachable = answer?.reachable ?? null;
  const { scheduledFor, ifLate } = send;
  return (
    <>
      <PageHead
        title={send.name}
        sentence={scheduledFor === null ? "" : release.scheduled(at(scheduledFor), reachable === null ? "…" : n(reachable))}
        aside={
          <>
            {send.name} · <SendState status={send.status} />
          </>
        }
      />
      <div className="columns">
        <div className="stack">
          <Panel title={sends.steps.confirm}>
            <SendSummary send={send} late={{ label: release.ifLate, text: ifLate === null ? "" : release.policies[ifLate] }} />
            <Approval send={send} reachable={reachable} />
          </Panel>
        </div>
        <Moving send={send} reachable={reachable} />
      </div>
    </>
  );
}

/** Another moment, or none. */
function Moving({ send, reachable }: { send: SendDetail; reachable: number | null }) {
  const { release } = useText();
  const language = useApiLanguage();
  const maySend = useMay("APPROVER");
  const ask = useAsk();
  const [changing, setChanging] = useState(false);
  const [unschedule] = useMutation(UnscheduleSendDocument, { variables: { id: send.id, language } });
  if (!maySend) return null;
  return (
    <Panel title={release.scheduledPanel}>
      {changing ? <Schedule send={send} reachable={reachable} refusal={null} onDone={() => setChanging(false)} /> : null}
      <div className="page-actions">
        {changing ? null : <Button onClick={() => setChanging(true)}>{release.reschedule}</Button>}
        <Button
          onClick={() =>
            ask({ title: release.unschedule, content: release.unscheduleAsk, okText: release.unschedule, act: () => unschedule() })
          }
        >
          {release.unschedule}
        </Button>
      </div>
      <p className="quiet">{release.editNeedsDraft}</p>
    </Panel>
  );
}
