import { App, Input } from "antd";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";

/** From this many people on, the number has to be typed. */
export const TYPED_FROM = 100_000;

interface Question {
  title: string;
  content: string;
  okText: string;
  /** People it concerns. */
  count: number;
  /** Takes something away, where otherwise something is sent. */
  danger?: boolean;
  act: () => Promise<unknown>;
}

/** Asks once before what cannot be taken back, repeating the number; above 100,000 people it must be typed. */
export function useConfirmCount(): (question: Question) => void {
  const { modal } = App.useApp();
  const { sends, common } = useText();
  const { n } = useFormat();
  return ({ title, content, okText, count, danger = false, act }) => {
    const needsTyping = count > TYPED_FROM;
    const button = danger ? { danger } : { className: "send-button" };
    const asked = modal.confirm({
      title,
      okText,
      cancelText: common.cancel,
      okButtonProps: { disabled: needsTyping, ...button },
      onOk: act,
      content: (
        <>
          <p>{content}</p>
          {needsTyping ? (
            <Input
              aria-label={sends.typeCount(n(count))}
              placeholder={sends.typeCount(n(count))}
              inputMode="numeric"
              onChange={({ target }) =>
                asked.update({
                  okButtonProps: { disabled: target.value.replaceAll(/[\s,]/g, "") !== String(count), ...button },
                })
              }
            />
          ) : null}
        </>
      ),
    });
  };
}
