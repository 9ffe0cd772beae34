import { useQuery } from "@apollo/client/react";
import { useText } from "../../text/language";
import { kindOf, MATERIAL_OF, type MassSendContentInput } from "./content";
import { SendMaterialsDocument } from "./operations.generated";

/** A content in words: the text itself, or its kind and the titles of what it shows. */
export function ContentText({ content }: { content: MassSendContentInput }) {
  const { sends } = useText();
  if (content.text !== undefined) return <span className="message-text">{content.text}</span>;
  if (content.cardId !== undefined) return <span>{`[${sends.contentKinds.cardId}] ${content.cardId}`}</span>;
  return <MaterialTitles content={content} />;
}

function MaterialTitles({ content }: { content: MassSendContentInput }) {
  const { sends } = useText();
  const field = kindOf(content) as keyof typeof MATERIAL_OF;
  const { data } = useQuery(SendMaterialsDocument, { variables: { kind: MATERIAL_OF[field] } });
  const ids = [content[field] ?? []].flat().map(String);
  const titles = ids.map((id) => data?.materials.edges.find(({ node }) => node.id === id || node.mediaId === id)?.node.title ?? id);
  return <span>{`[${sends.contentKinds[field]}] ${titles.join("、")}`}</span>;
}
