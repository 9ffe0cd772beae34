import { Link } from "react-router";
import { useText } from "../text/language";
import { Bars } from "../ui/Bars";
import { Failure } from "../ui/Failure";
import { useFormat } from "../ui/format";
import { When } from "../ui/When";
import type { AudienceInput } from "./expression";
import { usePlaces } from "./places";
import { type AudienceAnswer, useAudienceAnswer } from "./useAudienceAnswer";
import "./builder.css";

/** How many an audience holds, live: the count, whom a send reaches, the commonest tags, some of the people. */
export function Answer({ input }: { input: AudienceInput | null }) {
  const { audience } = useText();
  const { answer, stale, error } = useAudienceAnswer(input);
  return (
    <section className={stale ? "answer panel stale" : "answer panel"} aria-label={audience.answer} aria-busy={stale}>
      {input === null ? <p className="quiet">{audience.unfinished}</p> : null}
      {error === undefined ? null : <Failure error={error} />}
      {answer === null ? null : <Body answer={answer} />}
    </section>
  );
}

function Body({ answer }: { answer: AudienceAnswer }) {
  const { audience } = useText();
  const { n, share } = useFormat();
  const { count, reachable, tags, asOf } = answer;
  return (
    <div className="answer-body">
      <p className="answer-count" aria-live="polite" data-count={count}>
        {audience.count(n(count))}
      </p>
      <p>
        {audience.reachable(n(reachable), share(reachable, count))}
        <span className="quiet block">
          {audience.asOf} <When at={asOf} />
        </span>
      </p>
      {count === 0 ? (
        <p className="quiet">{audience.nobody}</p>
      ) : (
        <>
          <h3>{audience.topTags}</h3>
          {tags.length === 0 ? (
            <p className="quiet">{audience.noTags}</p>
          ) : (
            <Bars
              bars={tags.map(({ tag, count: value }) => ({ key: tag.id, label: tag.name, value }))}
              whole={count}
              label={audience.topTags}
            />
          )}
          <Sample answer={answer} />
        </>
      )}
    </div>
  );
}

function Sample({ answer }: { answer: AudienceAnswer }) {
  const { audience } = useText();
  const places = usePlaces();
  return (
    <>
      <h3>{audience.sample}</h3>
      <ul className="people">
        {answer.sample.map(({ id, info }) => (
          <li key={id}>
            <Link to={`/users?user=${id}`} title={places?.pathOf(info?.provinceId ?? null, info?.cityId ?? null)}>
              {info?.nickname ?? audience.anonymous}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
