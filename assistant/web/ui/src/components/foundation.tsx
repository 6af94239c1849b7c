import { DownOutlined, SafetyCertificateFilled } from "@ant-design/icons";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";

/** What something Xiaoer said rests on, folded until it is asked for. */
export function Foundation({
  label,
  aside,
  grows,
  onFold,
  beside,
  children,
}: {
  label: string;
  aside: ReactNode;
  /** Changes when what is folded grows. */
  grows?: boolean;
  /** It is about to open or close. */
  onFold: () => void;
  /** Stands beside the line that folds. */
  beside?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) whole.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [open, grows]);
  return (
    <div className="foundation" ref={whole}>
      <div className="foundation-line">
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            onFold();
            setOpen(!open);
          }}
        >
          <SafetyCertificateFilled aria-hidden="true" />
          {label}
          {aside}
          <DownOutlined className="fold-arrow" aria-hidden="true" />
        </button>
        {beside}
      </div>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </div>
  );
}
