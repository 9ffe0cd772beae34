import { memo } from "react";
import { Link } from "react-router";
import { useText } from "../text/language";
import { Bars } from "../ui/Bars";
import { Failure } from "../ui/Failure";
import { useFormat } from "../ui/format";
import { Updated } from "../ui/When";
import type { AudienceInput } from "./expression";
import { usePlaces } from "./places";
import { type AudienceNumbers, type AudiencePeople, useAudienceAnswer } from "./useAudienceAnswer";
import "./builder.css";

/** How many an audience holds, live: the count, whom a send reaches, the commonest tags, some of the people. */
export function Answer({ input }: { input: AudienceInput | null }) {
  const { audience } = useText();
  const { numbers, people } = useAudienceAnswer(input);
  const error = numbers.error ?? people.error;
  return (
    <section className="answer panel" aria-label={audience.answer} aria-busy={numbers.stale || people.stale}>
      {input === null ? <p className="quiet">{audience.unfinished}</p> : null}
      {error === undefined ? null : <Failure error={error} />}
      <div className={numbers.stale ? "stale" : undefined} data-fresh={!numbers.stale}>
        {numbers.answer === null ? null : <Numbers answer={numbers.answer} />}
      </div>
      <div className={people.stale ? "stale" : undefined}>{people.answer === null ? null : <People answer={people.answer} />}</div>
    </section>
  );
}

function Numbers({ answer: { count, reachable, asOf } }: { answer: AudienceNumbers }) {
  const { audience } = useText();
  const { n, share } = useFormat();
  return (
    <>
      <p className="answer-count" aria-live="polite" data-count={count}>
        {audience.count(n(count))}
      </p>
      <p>
        {audience.reachable(n(reachable), share(reachable, count))}
        <span className="quiet block">
          <Updated at={asOf} />
        </span>
      </p>
    </>
  );
}

/** Shares are of the count that came with them. Most of what the answer draws: it stays as it is until the next one is there. */
const People = memo(({ answer }: { answer: AudiencePeople }) => {
  const { audience } = useText();
  const { count, tags } = answer;
  if (count === 0) return <p className="quiet">{audience.nobody}</p>;
  return (
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
      <Sample people={answer.sample} />
    </>
  );
});

function Sample({ people }: { people: AudiencePeople["sample"] }) {
  const { audience } = useText();
  const places = usePlaces();
  return (
    <>
      <h3>{audience.sample}</h3>
      <ul className="people">
        {people.map(({ id, info }) => (
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
