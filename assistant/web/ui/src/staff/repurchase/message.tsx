import { isWord, useWords } from "../words/use-words";

/** A message as its customer reads it. */
export function Message({ text, language }: { text: string; language: string }) {
  const say = useWords();
  const key = `tongue.${language}`;
  return (
    <>
      <small>
        {say("repurchase.language", { language: isWord(key) ? say(key) : language })}
      </small>
      <blockquote className="repurchase-message" lang={language}>
        {text}
      </blockquote>
    </>
  );
}
