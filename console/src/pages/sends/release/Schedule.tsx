import { useMutation } from "@apollo/client/react";
import { Button, DatePicker, Form, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useApiLanguage, useText } from "../../../text/language";
import { Failure } from "../../../ui/Failure";
import { useFormat } from "../../../ui/format";
import { ScheduleSendDocument, type ScheduleSendMutationVariables } from "../operations.generated";
import type { SendDetail } from "../send-detail";
import { useConfirmCount } from "../useConfirmCount";
import { isElsewhere, momentOf, wallClock } from "./moment";

interface ScheduleProps {
  send: SendDetail;
  reachable: number | null;
  /** Why it may not be scheduled now; null where it may. */
  refusal: string | null;
  onDone?: () => void;
}

/** Lets a send go out by itself: the moment in Shanghai's time, and what becomes of it if nobody runs then. */
export function Schedule({ send, reachable, refusal, onDone }: ScheduleProps) {
  const { release } = useText();
  const language = useApiLanguage();
  const { n, at: shown } = useFormat();
  const confirm = useConfirmCount();
  const [picked, setPicked] = useState<Dayjs | null>(send.scheduledFor === null ? null : wallClock(new Date(send.scheduledFor)));
  const [ifLate, setIfLate] = useState<ScheduleSendMutationVariables["ifLate"]>(send.ifLate ?? "SEND_WITHIN_15_MINUTES");
  const [schedule, { error, loading }] = useMutation(ScheduleSendDocument, { onCompleted: onDone });
  const at = picked === null ? null : momentOf(picked);
  const isPast = at !== null && new Date(at).getTime() <= Date.now();
  const ask = () => {
    if (at === null || reachable === null) return;
    const words = release.schedule(n(reachable));
    const act = () => schedule({ variables: { id: send.id, at, ifLate, language } }).catch(() => null);
    confirm({ title: words, content: release.scheduleAsk(shown(at), n(reachable)), okText: words, count: reachable, act });
  };
  return (
    <Form layout="vertical" requiredMark={false}>
      <Form.Item
        label={release.moment}
        htmlFor="send-moment"
        validateStatus={isPast ? "error" : ""}
        help={isPast ? release.chooseMoment : <Elsewhere at={at} />}
      >
        <MomentPicker value={picked} onChange={setPicked} />
      </Form.Item>
      <Form.Item label={release.ifLate} htmlFor="send-late">
        <Select
          id="send-late"
          className="value-policy"
          value={ifLate}
          onChange={setIfLate}
          options={Object.entries(release.policies).map(([value, label]) => ({ value: value as typeof ifLate, label }))}
        />
      </Form.Item>
      {error === undefined ? null : <Failure error={error} />}
      <Button
        className="send-button"
        type="primary"
        size="large"
        disabled={at === null || isPast || reachable === null || reachable < 2 || refusal !== null}
        loading={loading}
        onClick={ask}
      >
        {release.schedule(reachable === null ? "…" : n(reachable))}
      </Button>
      {refusal === null ? null : <p className="quiet">{refusal}</p>}
    </Form>
  );
}

function MomentPicker({ value, onChange }: { value: Dayjs | null; onChange: (picked: Dayjs | null) => void }) {
  return (
    <DatePicker
      id="send-moment"
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      minDate={wallClock(new Date()).startOf("day")}
      value={value}
      onChange={(picked) => onChange(picked as Dayjs | null)}
    />
  );
}

/** The same moment on the browser's clock, where that shows something else. */
function Elsewhere({ at }: { at: string | null }) {
  const { release } = useText();
  if (at === null || !isElsewhere(new Date(at))) return null;
  return release.elsewhere(new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(new Date(at)));
}
