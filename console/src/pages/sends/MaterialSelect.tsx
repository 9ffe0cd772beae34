import { useQuery } from "@apollo/client/react";
import { Form, Select } from "antd";
import { Link } from "react-router";
import { whyUnusable } from "../../materials/why-unusable";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { kindOf, MATERIAL_OF, MAX_IMAGES, type MassSendContentInput } from "./content";
import { SendMaterialsDocument } from "./operations.generated";

interface MaterialSelectProps {
  content: MassSendContentInput;
  onChange: (content: MassSendContentInput) => void;
}

/** Materials of the content's kind; what cannot be mass-sent is there with the reason, and cannot be chosen. */
export function MaterialSelect({ content, onChange }: MaterialSelectProps) {
  const { sends, materials } = useText();
  const field = kindOf(content) as keyof typeof MATERIAL_OF;
  const { data, error, loading } = useQuery(SendMaterialsDocument, { variables: { kind: MATERIAL_OF[field] } });
  const options = data?.materials.edges
    .filter(({ node }) => node.removedAt === null)
    .map(({ node }) => ({
      value: field === "newsMediaId" ? (node.mediaId ?? "") : node.id,
      label: node.title ?? node.id,
      disabled: !node.usableInMassSend,
      why: whyUnusable(node),
    }));
  const chosen = field === "imageMaterialIds" ? (content.imageMaterialIds ?? []).map(String) : [String(content[field] ?? "")];
  return (
    <Form.Item
      label={sends.contentKinds[field]}
      htmlFor="send-material"
      extra={options?.length === 0 ? <Link to={`/materials?kind=${MATERIAL_OF[field]}`}>{sends.noMaterials}</Link> : undefined}
    >
      {error === undefined ? null : <Failure error={error} />}
      <Select
        id="send-material"
        mode={field === "imageMaterialIds" ? "multiple" : undefined}
        maxCount={field === "imageMaterialIds" ? MAX_IMAGES : undefined}
        loading={loading}
        showSearch={{ optionFilterProp: "label" }}
        placeholder={sends.chooseMaterial}
        value={chosen.filter((id) => id !== "")}
        onChange={(next: string | string[]) => onChange(withMaterial(field, [next].flat()))}
        options={options}
        optionRender={(option) => (
          <span>
            {option.label}
            {option.data.why === null ? null : <span className="quiet block">{materials.unusable[option.data.why]}</span>}
          </span>
        )}
      />
    </Form.Item>
  );
}

function withMaterial(field: keyof typeof MATERIAL_OF, ids: string[]): MassSendContentInput {
  return (field === "imageMaterialIds" ? { imageMaterialIds: ids } : { [field]: ids.at(-1) ?? "" }) as MassSendContentInput;
}
