import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { CreateUploadDocument, UploadMaterialDocument, type UploadMaterialMutationVariables } from "./operations.generated";
import { putFile } from "./put-file";

export type UploadKind = Exclude<UploadMaterialMutationVariables["input"]["kind"], "NEWS">;

export interface UploadOrder {
  kind: UploadKind;
  file: File;
  title?: string;
  description?: string;
}

/** `sending`: a share of the file is here; `giving`: it is on its way to WeChat. */
export type UploadState = { at: "idle" } | { at: "sending"; share: number } | { at: "giving" } | { at: "done"; title: string };

/**
 * A file by the link of `createUpload`, then to WeChat. What WeChat refuses can be asked again without sending the file once more: of
 * the same file and kind the key is kept.
 */
export function useUpload(onDone: () => void) {
  const [state, setState] = useState<UploadState>({ at: "idle" });
  const [error, setError] = useState<unknown>(undefined);
  const [sent, setSent] = useState<{ file: File; kind: UploadKind; objectKey: string } | null>(null);
  const [create] = useMutation(CreateUploadDocument);
  const [upload] = useMutation(UploadMaterialDocument);
  const keyOf = async ({ kind, file }: UploadOrder): Promise<string> => {
    if (sent !== null && sent.file === file && sent.kind === kind) return sent.objectKey;
    const { data } = await create({ variables: { kind, fileName: file.name, bytes: file.size } });
    if (data === undefined) throw new Error("createUpload gave nothing");
    const { url, objectKey } = data.createUpload;
    await putFile(url, file, (share) => setState({ at: "sending", share }));
    setSent({ file, kind, objectKey });
    return objectKey;
  };
  const begin = async (order: UploadOrder) => {
    setError(undefined);
    setState({ at: "sending", share: 0 });
    try {
      const objectKey = await keyOf(order);
      setState({ at: "giving" });
      const { kind, file, title, description } = order;
      const texts = { ...(title ? { title } : {}), ...(description ? { description } : {}) };
      const { data } = await upload({ variables: { input: { kind, fileName: file.name, objectKey, ...texts } } });
      setState({ at: "done", title: data?.uploadMaterial.title ?? file.name });
      onDone();
    } catch (failure) {
      setState({ at: "idle" });
      setError(failure);
    }
  };
  return { state, error, begin };
}
