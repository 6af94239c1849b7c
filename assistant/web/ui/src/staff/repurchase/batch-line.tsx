import { Alert, Progress } from "antd";
import { useLanguage } from "../../i18n/language";
import { useWords, type Say } from "../words/use-words";
import type { Drafting } from "./use-batch";
import type { Batch } from "./wire";

/** How far a batch is, or what it came to. */
export function BatchLine({ drafting, catalog }: { drafting: Drafting; catalog: string }) {
  const say = useWords();
  const { count } = useLanguage();
  const { batch, failed, dismiss } = drafting;
  if (!batch) return null;
  const done = batch.customers === 0 ? 0 : (100 * batch.looked_at) / batch.customers;
  return (
    <div aria-live="polite">
      <Alert
        type={failed || batch.state === "failed" ? "error" : "info"}
        showIcon
        closable={batch.state === "running" ? false : { onClose: dismiss, "aria-label": say("repurchase.dismiss") }}
        title={failed || told(batch, catalog, say, count)}
        description={
          batch.state === "running" && (
            <Progress
              percent={Math.min(100, Math.round(done))}
              size="small"
              aria-label={say("repurchase.draft")}
            />
          )
        }
      />
    </div>
  );
}

export function told(
  batch: Batch,
  catalog: string,
  say: Say,
  count: (number: number) => string,
): string {
  const { state, error } = batch;
  if (state === "failed") return say("repurchase.draft.failed", { reason: error });
  const [customers, drafted] = [count(batch.customers), count(batch.drafted)];
  if (state === "running") {
    return say("repurchase.draft.running", { looked: count(batch.looked_at), customers, drafted });
  }
  if (batch.customers === 0) return say("repurchase.draft.noCustomers", { catalog });
  if (batch.drafted === 0) return say("repurchase.draft.nobody", { customers });
  return say("repurchase.draft.done", { customers, drafted });
}
