// Of a table that may be wider than its frame and holds nothing that takes the focus: the keyboard reaches it, and scrolls it sideways.
import type { ComponentProps } from "react";

const Focusable = (props: ComponentProps<"table">) => <table {...props} tabIndex={0} />;
export const kFocusTable = { table: Focusable };
