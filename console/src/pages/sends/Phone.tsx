import { useText } from "../../text/language";
import { ContentText } from "./ContentText";
import type { MassSendContentInput } from "./content";

/** What a follower sees. */
export function Phone({ content }: { content: MassSendContentInput }) {
  const { sends } = useText();
  return (
    <section className="phone" aria-label={sends.preview}>
      <h2>{sends.preview}</h2>
      <div className="phone-screen">
        {content.text === "" ? null : (
          <div className="bubble">
            <ContentText content={content} />
          </div>
        )}
      </div>
    </section>
  );
}
