import { Descriptions } from "antd";
import { useText } from "../../text/language";
import { ContentText } from "./ContentText";
import { parseContent } from "./content";
import type { SendDetail } from "./send-detail";

interface Props {
  send: Pick<SendDetail, "content" | "rule" | "createdBy">;
  /** A line more: how a schedule is kept. */
  late?: { label: string; text: string };
}

/** What goes to whom, by whom, as it is looked at for the last time. */
export function SendSummary({ send, late }: Props) {
  const { summary } = useText().sends;
  return (
    <Descriptions
      column={1}
      size="small"
      items={[
        { key: "content", label: summary.content, children: <ContentText content={parseContent(send.content)} /> },
        { key: "audience", label: summary.audience, children: send.rule.text },
        { key: "author", label: summary.author, children: send.createdBy.username },
        ...(late === undefined ? [] : [{ key: "late", label: late.label, children: late.text }]),
      ]}
    />
  );
}
