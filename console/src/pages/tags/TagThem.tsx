import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import type { AudienceInput } from "../../audience/expression";
import { useAudienceNumbers } from "../../audience/useAudienceAnswer";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { TagListDocument, TagUsersDocument, UntagUsersDocument } from "./operations.generated";

interface TagThemProps {
  input: AudienceInput | null;
  kind: "tag" | "untag";
}

/** Gives tags to (or takes them from) whoever the expression holds, as a job that can be watched and undone. */
export function TagThem({ input, kind }: TagThemProps) {
  const { tags } = useLanguage().text;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={input === null} onClick={() => setOpen(true)}>
        {kind === "tag" ? tags.tagThem : tags.untagThem}
      </Button>
      {open && input !== null ? <Ask input={input} kind={kind} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Ask({ input, kind, onClose }: { input: AudienceInput; kind: TagThemProps["kind"]; onClose: () => void }) {
  const { text, apiLanguage } = useLanguage();
  const { tags, common } = text;
  const { n } = useFormat();
  const navigate = useNavigate();
  const { data } = useQuery(TagListDocument, { variables: { language: apiLanguage } });
  const { answer } = useAudienceNumbers(input);
  const [chosen, setChosen] = useState<string[]>([]);
  // Left open, the list lies over the button that starts the job, and Tab takes the tag just chosen away again.
  const [listed, setListed] = useState(false);
  // One key for what is chosen now: pressing twice, or again after a lost answer, is still one job.
  const key = useRef(crypto.randomUUID());
  const choose = (ids: string[]) => {
    key.current = crypto.randomUUID();
    setChosen(ids);
  };
  const [run, { loading, error }] = useMutation(kind === "tag" ? TagUsersDocument : UntagUsersDocument);
  const count = n(answer?.count ?? 0);
  const title = kind === "tag" ? tags.tagTitle(count) : tags.untagTitle(count);
  const start = async () => {
    const variables = { input: { tagIds: chosen, audience: input, idempotencyKey: key.current } };
    const done = await run({ variables }).catch(() => null);
    if (done !== null) await navigate("/tags/jobs");
  };
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={common.cancel}
      okButtonProps={{ disabled: chosen.length === 0 || answer === null, loading }}
      onOk={() => void start()}
      onCancel={onClose}
    >
      {error === undefined ? null : <Failure error={error} />}
      <Select
        mode="multiple"
        className="whole"
        aria-label={tags.chooseTags}
        placeholder={tags.chooseTags}
        showSearch={{ optionFilterProp: "label" }}
        maxCount={50}
        value={chosen}
        onChange={choose}
        open={listed}
        onOpenChange={setListed}
        onSelect={() => setListed(false)}
        options={data?.tags.filter(({ rule }) => rule === null).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <p className="quiet">{tags.ruleTagsLeftOut}</p>
    </Modal>
  );
}
