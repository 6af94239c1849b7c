import { DownOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from "react";

/** Nearer to the end than this counts as being at it. */
const NEAR = 60;

/**
 * A list that follows its newest until the viewer scrolls back, and offers the way to it from there.
 *
 * `arrived` changes whenever something is added. `wanted` changes when the end is to be seen
 * wherever they had scrolled to. `still` is set by whoever keeps the list where it is.
 */
export function FollowingList({
  className,
  label,
  live,
  arrived,
  wanted,
  still,
  newer,
  onFollow,
  children,
}: {
  className: string;
  label: string;
  live: "polite" | "off";
  arrived: number | string | undefined;
  wanted?: string | undefined;
  still?: RefObject<() => void>;
  newer: string;
  onFollow?: (follows: boolean) => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const ownScroll = useRef(-1);
  const [behind, setBehind] = useState(false);

  const follow = (follows: boolean) => {
    if (following.current === follows) return;
    following.current = follows;
    // What a viewer reads must not move when the oldest goes; what follows the end moves anyway.
    if (box.current) box.current.style.overflowAnchor = follows ? "none" : "auto";
    onFollow?.(follows);
  };
  const toEnd = () => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    ownScroll.current = element.scrollTop;
    follow(true);
    setBehind(false);
  };
  // The observer outlives the render that it was made in.
  const end = useRef(toEnd);
  end.current = toEnd;
  if (still) still.current = () => follow(false);

  // Growth of any kind (an entry, a sentence, a picture) keeps the newest in sight.
  useLayoutEffect(() => {
    const [outer, inner] = [box.current, content.current];
    if (!outer || !inner) return;
    const watch = new ResizeObserver(() => {
      if (following.current) end.current();
    });
    watch.observe(outer);
    watch.observe(inner);
    return () => watch.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (following.current) end.current();
    else setBehind(true);
  }, [arrived]);

  useLayoutEffect(() => {
    if (wanted) end.current();
  }, [wanted]);

  return (
    <div className={className}>
      <div
        className="stream-scroll"
        ref={box}
        style={{ overflowAnchor: "none" }}
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-live={live}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          // The word of a scroll of one's own may come after more has been added.
          if (following.current && scrollTop === ownScroll.current) return;
          follow(scrollHeight - scrollTop - clientHeight < NEAR);
          if (following.current) setBehind(false);
        }}
      >
        <div className="stream-content" ref={content}>
          {children}
        </div>
      </div>
      {behind && (
        <Button size="small" shape="round" className="newer" icon={<DownOutlined />} onClick={toEnd}>
          {newer}
        </Button>
      )}
    </div>
  );
}
