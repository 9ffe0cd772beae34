import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { parseInput } from "../../audience/expression";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { PageHead } from "../../ui/PageHead";
import { useAddress } from "../../ui/useAddress";
import { AudienceStep } from "./AudienceStep";
import { ConfirmStep } from "./ConfirmStep";
import { ContentStep } from "./ContentStep";
import { contentFrom, emptyContent, parseContent } from "./content";
import { EstimateStep } from "./EstimateStep";
import { CreateSendDocument, UpdateSendDocument } from "./operations.generated";
import { Phone } from "./Phone";
import { Discard } from "./release/Discard";
import { STEPS, type Step, StepNav } from "./StepNav";
import type { DraftContent, SendDetail } from "./send-detail";

/** The path to a send: content, audience, estimate, confirmation. It is saved before the estimate, so nothing written is lost. */
export function Draft({ send }: { send: SendDetail | null }) {
  const { sends } = useText();
  const mayWrite = useMay("OPERATOR");
  const [address, setAddress] = useAddress();
  const [draft, setDraft] = useState<DraftContent>(() => ({
    name: send?.name ?? "",
    content: send === null ? (contentFrom(address.get("content")) ?? emptyContent("text")) : parseContent(send.content),
    audience: parseInput(send?.rule.json ?? address.get("audience")) ?? { everyone: true },
  }));
  const { save, error, saving } = useSave(send, draft);
  const step = stepOf(address.get("step"), send, mayWrite);
  const go = (next: Step) => setAddress({ step: next });
  const saveAndGo = async (next: Step) => {
    if (await save(next)) go(next);
  };
  return (
    <>
      <PageHead
        title={sends.title}
        sentence={step === "confirm" ? (send?.name ?? "") : sends.draftSentence[step]}
        actions={send === null ? undefined : <Discard send={send} />}
      />
      {send?.error == null ? null : <p className="send-error">{send.error}</p>}
      <StepNav current={step} reachable={send === null ? ["content", "audience"] : mayWrite ? STEPS : ["estimate", "confirm"]} onGo={go} />
      {error === undefined ? null : <Failure error={error} />}
      <div className="columns draft-columns">
        <div className="stack">
          {step === "content" ? <ContentStep draft={draft} onChange={setDraft} onNext={() => go("audience")} /> : null}
          {step === "audience" ? (
            <AudienceStep draft={draft} onChange={setDraft} saving={saving} onNext={() => void saveAndGo("estimate")} />
          ) : null}
          {step === "estimate" && send !== null ? <EstimateStep send={send} onNext={() => go("confirm")} /> : null}
          {step === "confirm" && send !== null ? <ConfirmStep send={send} /> : null}
        </div>
        <Phone content={send !== null && !mayWrite ? parseContent(send.content) : draft.content} />
      </div>
    </>
  );
}

/** Without a saved draft there is nothing to estimate; who may not write sees what was written by others. */
function stepOf(asked: string | null, send: SendDetail | null, mayWrite: boolean): Step {
  const step = STEPS.find((known) => known === asked);
  if (!mayWrite) return step === "estimate" ? "estimate" : "confirm";
  if (send === null) return step === "audience" ? "audience" : "content";
  return step ?? "content";
}

function useSave(send: SendDetail | null, draft: DraftContent) {
  const navigate = useNavigate();
  const [create, creating] = useMutation(CreateSendDocument);
  const [update, updating] = useMutation(UpdateSendDocument, { refetchQueries: ["SendDetail"], awaitRefetchQueries: true });
  /** Whether the page is still the one to show the next step on. */
  const save = async (next: Step): Promise<boolean> => {
    const { name, content, audience } = draft;
    if (audience === null) return false;
    const input = { name: name.trim(), audience, content };
    if (send !== null) return (await update({ variables: { id: send.id, input } }).catch(() => null)) !== null;
    const made = await create({ variables: { input } }).catch(() => null);
    const id = made?.data?.createMassSend.id;
    if (id !== undefined) await navigate(`/sends/${id}?step=${next}`, { replace: true });
    return false;
  };
  return { save, error: creating.error ?? updating.error, saving: creating.loading || updating.loading };
}
