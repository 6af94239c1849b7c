import { Alert, Drawer, Input, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { isWord, useWords } from "../words/use-words";
import { customerPath } from "./asked";
import { Message } from "./message";
import { Suggestions } from "./suggestions";
import type { OfCustomer } from "./wire";

/** One customer: what may be suggested to them, what is held back, and why. */
export function LookUp({
  catalog,
  customer,
  onClose,
}: {
  catalog: string;
  customer: string;
  onClose: () => void;
}) {
  const say = useWords();
  const { ask } = useSession();
  const [wanted, setWanted] = useState(customer);
  const [found, setFound] = useState<OfCustomer | null>(null);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    setFound(null);
    setFailed("");
    if (!wanted) return;
    let over = false;
    ask<OfCustomer>("GET", customerPath(wanted, catalog)).then(
      (one) => {
        if (!over) setFound(one);
      },
      (error: unknown) => {
        if (!over) setFailed(why(error, say));
      },
    );
    return () => {
      over = true;
    };
  }, [ask, catalog, say, wanted]);
  return (
    <Drawer
      open
      size="min(560px, 100vw)"
      title={say("repurchase.look.title")}
      rootClassName="repurchase-drawer"
      onClose={onClose}
    >
      <Input.Search
        autoFocus={!customer}
        aria-label={say("repurchase.look.id")}
        placeholder={say("repurchase.look.id")}
        enterButton={say("repurchase.look.go")}
        defaultValue={customer}
        onSearch={(text) => setWanted(text.trim())}
      />
      {failed && <Alert type="error" showIcon title={failed} />}
      {wanted && !found && !failed && <Skeleton active />}
      {found && <Found of={found} />}
    </Drawer>
  );
}

function Found({ of }: { of: OfCustomer }) {
  const say = useWords();
  const reason = (why: string) => {
    const key = `repurchase.held.${why}`;
    return isWord(key) ? say(key) : why;
  };
  return (
    <article className="repurchase-pane">
      <h2>{of.customer}</h2>
      <section>
        <h3>{say("repurchase.look.suggestions")}</h3>
        {!of.personal && <Alert type="info" showIcon title={say("repurchase.look.popular")} />}
        {of.suggestions.length === 0 ? (
          <p>{say("repurchase.look.none")}</p>
        ) : (
          <Suggestions of={of.suggestions} />
        )}
      </section>
      {of.held_back.length > 0 && (
        <section>
          <h3>{say("repurchase.look.held")}</h3>
          <ul className="repurchase-held">
            {of.held_back.map(({ product, why }) => (
              <li key={`${product} ${why}`}>
                <code>{product}</code> <span>{reason(why)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{say("repurchase.look.message")}</h3>
        {of.message ? <Message {...of.message} /> : <p>{say("repurchase.look.noMessage")}</p>}
      </section>
    </article>
  );
}
