import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Segmented, Skeleton } from "antd";
import { useCallback, useState } from "react";
import { useMay } from "../../session/session";
import { SyncMaterialsDocument } from "../../sync/operations.generated";
import { SyncState } from "../../sync/SyncState";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { MaterialCard } from "./MaterialCard";
import { MaterialsDocument } from "./operations.generated";
import { UploadDrawer } from "./UploadDrawer";
import type { UploadKind } from "./useUpload";
import "./materials.css";

const KINDS = ["NEWS", "IMAGE", "VOICE", "VIDEO", "THUMB"] as const;
const UPLOADABLE: readonly UploadKind[] = ["IMAGE", "VOICE", "VIDEO", "THUMB"];

/** What mass sends can carry. */
export function MaterialsPage() {
  const { materials } = useText();
  const { n } = useFormat();
  const [address, setAddress] = useAddress();
  const kind = KINDS.find((known) => known === address.get("kind")) ?? null;
  const uploading = UPLOADABLE.find((known) => known === address.get("upload"));
  const mayWrite = useMay("OPERATOR");
  const { data, previousData, error, refetch } = useQuery(MaterialsDocument, { variables: { kind, after: address.get("after") } });
  const page = (data ?? previousData)?.materials;
  const reload = useCallback(() => void refetch(), [refetch]);
  return (
    <>
      <PageHead
        title={materials.title}
        sentence={page === undefined ? materials.title : materials.sentence(n(page.totalCount))}
        actions={mayWrite ? <Button onClick={() => setAddress({ upload: "IMAGE" })}>{materials.upload}</Button> : undefined}
      />
      {mayWrite ? <SyncThem onEnd={reload} /> : null}
      <Segmented
        className="search-box"
        aria-label={materials.kindFilter}
        value={kind ?? ""}
        options={[{ value: "", label: materials.allKinds }, ...KINDS.map((value) => ({ value, label: materials.kinds[value] }))]}
        onChange={(next) => setAddress({ kind: next, after: null, page: null })}
      />
      {error === undefined ? null : <Failure error={error} onRetry={reload} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.edges.length === 0 ? <Nothing>{kind === null ? materials.none : materials.noneOfKind}</Nothing> : null}
      {page !== undefined && page.edges.length > 0 ? (
        <>
          <ul className="materials">
            {page.edges.map(({ node }) => (
              <MaterialCard
                key={node.id}
                material={node}
                onUpload={() => setAddress({ upload: node.kind === "THUMB" ? "IMAGE" : node.kind })}
              />
            ))}
          </ul>
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      ) : null}
      {mayWrite && uploading !== undefined ? (
        <UploadDrawer
          kind={uploading}
          onKind={(upload) => setAddress({ upload }, { replace: true })}
          onClose={() => setAddress({ upload: null })}
          onDone={reload}
        />
      ) : null}
    </>
  );
}

function SyncThem({ onEnd }: { onEnd: () => void }) {
  const { materials } = useText();
  const [id, setId] = useState<string | null>(null);
  const [start, { error, loading }] = useMutation(SyncMaterialsDocument, { onCompleted: ({ syncMaterials }) => setId(syncMaterials.id) });
  return (
    <div className="materials-sync">
      <Button loading={loading} onClick={() => void start().catch(() => null)}>
        {materials.sync}
      </Button>
      {error === undefined ? null : <Failure error={error} />}
      {id === null ? null : <SyncState key={id} id={id} onEnd={onEnd} />}
    </div>
  );
}
