import { Button } from "antd";
import { useText } from "../../text/language";
import { useAsk } from "../../ui/useAsk";

interface DeleteButtonProps {
  /** Of what is deleted. */
  name: string;
  question: string;
  okText?: string;
  danger?: boolean;
  /** What still uses it, so that it cannot go. */
  usedBy?: string;
  remove: () => Promise<unknown>;
  onDeleted: () => void;
}

/** Deletes a row's thing after one question; disabled, with the reason, while something uses it. */
export function DeleteButton({ name, question, okText, danger, usedBy = "", remove, onDeleted }: DeleteButtonProps) {
  const { common } = useText();
  const ask = useAsk();
  const act = async () => {
    await remove();
    onDeleted();
  };
  return (
    <Button
      size="small"
      disabled={usedBy !== ""}
      title={usedBy === "" ? undefined : usedBy}
      aria-label={`${common.delete} ${name}`}
      onClick={() => ask({ title: question, okText: okText ?? common.delete, danger, act })}
    >
      {common.delete}
    </Button>
  );
}
