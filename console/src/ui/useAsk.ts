import { App } from "antd";
import { useText } from "../text/language";
import { useErrorLine } from "./useErrorWords";

interface Question {
  title: string;
  content?: string;
  okText: string;
  danger?: boolean;
  act: () => Promise<unknown>;
}

/** Asks once, does it, and says what went wrong in the server's words. */
export function useAsk(): (question: Question) => void {
  const { modal, message } = App.useApp();
  const lineOf = useErrorLine();
  const { common } = useText();
  return ({ title, content, okText, danger = false, act }) => {
    modal.confirm({
      title,
      content,
      okText,
      okButtonProps: { danger },
      cancelText: common.cancel,
      onOk: async () => {
        try {
          await act();
        } catch (error) {
          void message.error(lineOf(error));
        }
      },
    });
  };
}
