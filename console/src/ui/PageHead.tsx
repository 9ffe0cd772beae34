import type { ReactNode } from "react";
import { useEffect } from "react";

/** A page's one question answered in a sentence; `aside` under it, `actions` beside it. */
export function PageHead(props: { title: string; sentence: ReactNode; aside?: ReactNode; actions?: ReactNode }) {
  const { title, sentence, aside, actions } = props;
  useEffect(() => {
    document.title = `${title} · Tagcast`;
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1>{sentence}</h1>
        {aside === undefined ? null : <p className="quiet">{aside}</p>}
      </div>
      {actions === undefined ? null : <div className="page-actions">{actions}</div>}
    </header>
  );
}
