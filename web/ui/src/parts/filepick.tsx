// A button that chooses one file.
import type { ReactNode } from "react";

interface Props {
  id: string;
  accept: string; // endings, parted by commas
  disabled?: boolean;
  onPick: (file: File) => void;
  children: ReactNode; // what stands on it
}

export function FilePick({ id, accept, disabled, onPick, children }: Props) {
  return (
    <>
      <label className="filepick" htmlFor={id}>
        {children}
      </label>
      <input
        id={id}
        className="unseen"
        type="file"
        accept={accept}
        disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // the same file may be chosen again
          if (file) onPick(file);
        }}
      />
    </>
  );
}
