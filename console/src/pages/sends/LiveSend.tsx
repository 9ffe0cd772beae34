import { Link } from "react-router";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { SendState } from "../../ui/SendLine";
import { Aftermath } from "./Aftermath";
import { Attention } from "./Attention";
import { BatchGrid } from "./BatchGrid";
import { ContentText } from "./ContentText";
import { parseContent } from "./content";
import { Events } from "./Events";
import { LiveActions } from "./LiveActions";
import { ResultFunnel } from "./ResultFunnel";
import type { SendDetail } from "./send-detail";
import { useBatches } from "./useBatches";
import { useSentence } from "./useSentence";

/** How far a send is and what became of it: a sentence, the batches, the funnel, what happened. */
export function LiveSend({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  const { sends, waiting } = useText();
  const { n } = useFormat();
  const { progress } = send;
  const { batches, error } = useBatches(send.id, progress.seq);
  const sentence = useSentence(send);
  const largest = Math.max(0, ...batches.map(({ size }) => size));
  return (
    <>
      <PageHead
        title={send.name}
        sentence={<span data-status={progress.status}>{sentence}</span>}
        aside={
          <>
            {send.name} · <SendState status={progress.status} />
          </>
        }
        actions={<LiveActions send={send} onChanged={onChanged} />}
      />
      {progress.waitingFor === "ADMINISTRATOR" ? <p>{waiting.administratorWhy}</p> : null}
      {send.error === null ? null : <p className="send-error">{send.error}</p>}
      {error === undefined ? null : <Failure error={error} />}
      <Attention batches={batches} onResolved={onChanged} />
      <div className="columns">
        <div className="stack">
          <Panel
            title={sends.grid}
            extra={largest === 0 ? null : <span className="quiet">{sends.gridLead(n(progress.batches), n(largest))}</span>}
          >
            <BatchGrid batches={batches} />
          </Panel>
          <Panel title={sends.resultFunnel} extra={<Link to={`/sends/${send.id}/recipients`}>{sends.recipients.title}</Link>}>
            <ResultFunnel progress={progress} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={sends.summary.content}>
            <p>
              <ContentText content={parseContent(send.content)} />
            </p>
            <p className="quiet">
              {sends.summary.audience}：{send.rule.text}
            </p>
          </Panel>
          <Panel title={sends.events}>
            <Events send={send} />
          </Panel>
          <Aftermath send={send} onChanged={onChanged} />
        </div>
      </div>
    </>
  );
}
