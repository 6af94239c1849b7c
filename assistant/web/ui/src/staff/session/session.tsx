/** Who is signed in, for every page of staff; whoever is not is led to the sign-in page. */
import { Button, Result, Skeleton } from "antd";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import { Refused, call, why, type Session } from "./call";
import { SIGN_IN, toSignIn } from "./paths";

interface SignedIn {
  session: Session;
  may: (right: string) => boolean;
  /**
   * As `call`, with the proof of this session and in the page's language; a session that is over
   * leads to the sign-in page.
   */
  ask: <T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<T>;
  signOut: (everywhere?: boolean) => Promise<void>;
}

const Context = createContext<SignedIn | null>(null);

export function useSession(): SignedIn {
  const found = useContext(Context);
  if (!found) throw new Error("useSession outside SessionGate");
  return found;
}

export function SessionGate({ children }: { children: ReactNode }) {
  const say = useWords();
  const { language } = useLanguage();
  const [session, setSession] = useState<Session | null>(null);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    const stopped = new AbortController();
    call<Session>("GET", "/api/session", { signal: stopped.signal }).then(
      (found) => {
        if (found.signed_in) setSession(found);
        else window.location.replace(toSignIn(window.location));
      },
      (error: unknown) => {
        if (!stopped.signal.aborted) setFailed(why(error, say));
      },
    );
    return () => stopped.abort();
  }, [say]);

  const csrf = session?.csrf ?? "";
  const ask = useCallback(
    async <T,>(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<T> => {
      try {
        return await call<T>(method, path, {
          body,
          csrf,
          headers: { "accept-language": language, ...headers },
        });
      } catch (error) {
        if (error instanceof Refused && error.code === "not_signed_in") {
          window.location.replace(toSignIn(window.location));
        }
        throw error;
      }
    },
    [csrf, language],
  );
  const value = useMemo<SignedIn | null>(
    () =>
      session && {
        session,
        ask,
        may: (right) => session.rights.includes(right),
        signOut: async (everywhere = false) => {
          await ask("DELETE", `/api/session${everywhere ? "?everywhere=true" : ""}`);
          window.location.assign(SIGN_IN);
        },
      },
    [session, ask],
  );
  if (failed) {
    return (
      <Result
        status="warning"
        title={failed}
        extra={<Button onClick={() => window.location.reload()}>{say("session.again")}</Button>}
      />
    );
  }
  if (!value) return <Skeleton active className="staff-waiting" />;
  return <Context value={value}>{children}</Context>;
}

/** What is behind a right; whoever lacks it is told so. */
export function Needs({ right, children }: { right: string; children: ReactNode }) {
  const say = useWords();
  const { may } = useSession();
  if (!may(right)) return <Result status="403" title={say("error.no_right")} />;
  return children;
}
