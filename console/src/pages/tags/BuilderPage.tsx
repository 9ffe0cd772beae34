import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Input, Modal, Skeleton } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { Answer } from "../../audience/Answer";
import { AudiencePicker } from "../../audience/AudiencePicker";
import { type AudienceInput, parseInput } from "../../audience/expression";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { PageHead } from "../../ui/PageHead";
import { useAddress } from "../../ui/useAddress";
import { CreateSegmentDocument, SegmentToEditDocument, UpdateSegmentDocument } from "./operations.generated";
import { TagThem } from "./TagThem";

/** Builder left, answer right. `?segment=` edits a saved one; what is built stands in the address. */
export function BuilderPage() {
  const [address] = useAddress();
  const id = address.get("segment");
  const { data, error, refetch } = useQuery(SegmentToEditDocument, { variables: { id: id ?? "" }, skip: id === null });
  if (error !== undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (id !== null && data === undefined) return <Skeleton active />;
  const segment = data?.segment ?? null;
  const initial = parseInput(address.get("audience")) ?? parseInput(segment?.rule.json ?? null);
  return <BuilderOf key={id ?? "new"} initial={initial} segment={segment} />;
}

interface BuilderOfProps {
  initial: AudienceInput | null;
  segment: { id: string; name: string } | null;
}

function BuilderOf({ initial, segment }: BuilderOfProps) {
  const { tags } = useText();
  const mayWrite = useMay("OPERATOR");
  const [, setAddress] = useAddress();
  const [input, setInput] = useState<AudienceInput | null>(initial ?? { everyone: true });
  const change = (next: AudienceInput | null) => {
    setInput(next);
    if (next !== null) setAddress({ audience: JSON.stringify(next) }, { replace: true });
  };
  return (
    <>
      <PageHead
        title={tags.title}
        sentence={segment === null ? tags.builderSentence : tags.editing(segment.name)}
        actions={mayWrite ? <Actions input={input} segment={segment} /> : undefined}
      />
      <div className="columns builder-columns">
        <AudiencePicker initial={initial} onChange={change} />
        <Answer input={input} />
      </div>
    </>
  );
}

function Actions({ input, segment }: { input: AudienceInput | null; segment: BuilderOfProps["segment"] }) {
  const { tags } = useText();
  return (
    <>
      <SaveSegment input={input} segment={segment} />
      <TagThem input={input} kind="tag" />
      <TagThem input={input} kind="untag" />
      {input === null ? null : <Link to={`/sends/new?audience=${encodeURIComponent(JSON.stringify(input))}`}>{tags.sendToThem}</Link>}
    </>
  );
}

function SaveSegment({ input, segment }: { input: AudienceInput | null; segment: BuilderOfProps["segment"] }) {
  const { tags, common } = useText();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(segment?.name ?? "");
  const [create, creating] = useMutation(CreateSegmentDocument);
  const [update, updating] = useMutation(UpdateSegmentDocument);
  const error = creating.error ?? updating.error;
  const save = async () => {
    if (input === null) return;
    const saved = { name: name.trim(), audience: input };
    const done = await (segment === null
      ? create({ variables: { input: saved } })
      : update({ variables: { id: segment.id, input: saved } })
    ).catch(() => null);
    if (done !== null) await navigate("/tags/segments");
  };
  const title = segment === null ? tags.saveSegment : tags.updateSegment;
  return (
    <>
      <Button disabled={input === null} onClick={() => setOpen(true)}>
        {title}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={common.save}
        cancelText={common.cancel}
        okButtonProps={{ disabled: name.trim() === "", loading: creating.loading || updating.loading }}
        onOk={() => void save()}
        onCancel={() => setOpen(false)}
      >
        {error === undefined ? null : <Failure error={error} />}
        <Input
          aria-label={tags.segmentName}
          placeholder={tags.segmentName}
          maxLength={64}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={() => void save()}
        />
      </Modal>
    </>
  );
}
