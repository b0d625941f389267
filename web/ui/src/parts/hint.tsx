// Words on hover.  The bubble is built when it is first wanted: a table of a hundred rows has hundreds of them.
import { Tooltip, type TooltipProps } from "antd";
import { cloneElement, type ReactElement, useState } from "react";

// `children`: one element that takes no focus, which it would lose when the bubble is built, and has no pointer handlers of its own.
export function Hint({ title, children }: { title: TooltipProps["title"]; children: ReactElement<{ onPointerEnter?: () => void }> }) {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return cloneElement(children, { onPointerEnter: () => setWanted(true) });
  return (
    <Tooltip title={title} defaultOpen>
      {children}
    </Tooltip>
  );
}
