import { Alert, Button, Card, Divider } from "antd";
import { useEffect, useState } from "react";
import { Logo } from "../../components/logo";
import { call, type Session } from "../session/call";
import { fragment, ownPath } from "../session/paths";
import { isWord, useWords } from "../words/use-words";
import { LinkForm } from "./link-form";
import { NameForm } from "./name-form";

/** By name and password, with the provider, or with a link that works once. */
export function SignInPage() {
  const say = useWords();
  const [said, setSaid] = useState(() => fragment(window.location.hash));
  const [provider, setProvider] = useState("");
  const next = ownPath(new URLSearchParams(window.location.search).get("next"));
  const enter = () => window.location.assign(next);
  useEffect(() => {
    call<Session>("GET", "/api/session").then(
      (session) => setProvider(session.provider),
      () => undefined,
    );
    // a link that is opened while the page is
    const changed = () => setSaid(fragment(window.location.hash));
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const refused = `error.${said.refused}`;
  return (
    <main className="sign-in">
      <Card>
        <header>
          <Logo size={44} />
          <h1>{say(said.link ? "signIn.choose" : "signIn.title")}</h1>
        </header>
        {said.refused && (
          <Alert
            type="error"
            showIcon
            title={say(isWord(refused) ? refused : "error.provider")}
          />
        )}
        {said.link ? (
          <LinkForm key={said.link} link={said.link} onDone={enter} />
        ) : (
          <NameForm onDone={enter} />
        )}
        {provider && !said.link && (
          <>
            <Divider plain>{say("signIn.or")}</Divider>
            <Button
              block
              size="large"
              href={`/api/session/oidc?next=${encodeURIComponent(next)}`}
            >
              {say("signIn.with", { provider })}
            </Button>
          </>
        )}
      </Card>
    </main>
  );
}
