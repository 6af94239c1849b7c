import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import type { Ref } from "react";
import { useWords } from "../words/use-words";

/** What a list is searched for; `/` leads here, Enter searches, Escape leads back. */
export function SearchBox({
  text,
  hint,
  box,
  onSearch,
  onLeave,
}: {
  text: string | undefined;
  hint: string;
  box: Ref<InputRef>;
  onSearch: (text: string) => void;
  onLeave: () => void;
}) {
  const say = useWords();
  return (
    <Input
      ref={box}
      allowClear
      prefix={<SearchOutlined />}
      suffix={<kbd>/</kbd>}
      aria-label={say("review.search")}
      placeholder={hint}
      defaultValue={text}
      onChange={({ target }) => {
        if (target.value === "" && text) onSearch("");
      }}
      onPressEnter={({ nativeEvent, currentTarget }) => {
        if (nativeEvent.isComposing) return;
        onSearch(currentTarget.value.trim());
        onLeave();
      }}
      onKeyDown={({ key, nativeEvent }) => {
        if (key === "Escape" && !nativeEvent.isComposing) onLeave();
      }}
    />
  );
}
