import { ShoppingOutlined } from "@ant-design/icons";
import { useState } from "react";

/** A product picture, or a quiet stand-in where there is none or it does not load. */
export function Picture({ src, alt }: { src: string; alt: string }) {
  const [failed, setFailed] = useState("");
  if (!src || failed === src) {
    return (
      <span className="no-picture" role={alt ? "img" : undefined} aria-label={alt || undefined}>
        <ShoppingOutlined aria-hidden="true" />
      </span>
    );
  }
  return (
    <img src={src} alt={alt} draggable={false} decoding="async" onError={() => setFailed(src)} />
  );
}
