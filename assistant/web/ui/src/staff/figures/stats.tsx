import { Card } from "antd";
import { useLanguage } from "../../i18n/language";
import { useWords, type Say } from "../words/use-words";
import type { Figures } from "./wire";

/** The few numbers that say how a show went. */
export function Stats({ figures }: { figures: Figures }) {
  const say = useWords();
  const { count } = useLanguage();
  const rated = figures.helped + figures.did_not;
  const comments = figures.buckets.reduce((sum, one) => sum + one.comments, 0);
  const busiest = Math.max(0, ...figures.buckets.map((one) => one.comments));
  const sound = figures.first_audio;
  return (
    <section className="stats">
      <Stat
        name={say("stat.answers")}
        value={count(figures.answers)}
        note={say("stat.askers", { count: count(figures.askers) })}
      />
      <Stat
        name={say("stat.without")}
        value={share(figures.without_person, figures.answers)}
        note={say("stat.withoutNote", { count: count(figures.outcomes.handed_off) })}
      />
      <Stat
        name={say("stat.corrected")}
        value={count(figures.corrected)}
        note={say("stat.correctedNote")}
      />
      <Stat
        name={say("stat.time")}
        value={figures.first_sentence.of ? time(figures.first_sentence.half, say) : "–"}
        note={
          sound.of
            ? say("stat.sound", { half: time(sound.half, say), most: time(sound.most, say) })
            : say("stat.timeNote", { ms: time(figures.first_sentence.most, say) })
        }
      />
      <Stat
        name={say("stat.helped")}
        value={share(rated ? figures.helped / rated : 0, rated)}
        note={
          rated
            ? say("stat.helpedNote", {
                good: count(figures.helped),
                bad: count(figures.did_not),
              })
            : say("stat.noRating")
        }
      />
      <Stat
        name={say("stat.comments")}
        value={say("stat.perMinute", {
          count: count(Math.round(busiest / Math.max(1, figures.every_s / 60))),
        })}
        note={say("stat.commentsNote", { count: count(comments) })}
      />
    </section>
  );
}

function Stat({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <Card size="small" className="stat">
      <h3>{name}</h3>
      <strong>{value}</strong>
      <p>{note}</p>
    </Card>
  );
}

function share(part: number, of: number): string {
  return of ? `${(part * 100).toFixed(part === 1 ? 0 : 1)}%` : "–";
}

export function time(ms: number, say: Say): string {
  if (ms < 1000) return say("unit.ms", { count: Math.round(ms) });
  return say("unit.s", { count: (ms / 1000).toFixed(1) });
}
