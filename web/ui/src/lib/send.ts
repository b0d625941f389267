// One request of a form or a button: that it is under way, and in words why it failed.
import { useCallback, useRef, useState } from "react";
import { asApiError, freshKey } from "../api/client";
import { useFailureText } from "../parts/bits";

export interface Sending {
  busy: boolean;
  failure: string | null;
  // `work` asks, then tells what came of it; whatever it throws becomes `failure`.  `key` is the same until something was done, so that a
  // second click, or another try after an answer that never came, asks for the same.
  send: (work: (key: string) => Promise<void>) => Promise<void>;
}

export function useSend(): Sending {
  const say = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const key = useRef(freshKey());
  const send = useCallback(
    async (work: (key: string) => Promise<void>) => {
      setBusy(true);
      setFailure(null);
      try {
        await work(key.current);
        key.current = freshKey();
      } catch (cause) {
        setFailure(say(asApiError(cause)));
      } finally {
        setBusy(false);
      }
    },
    [say],
  );
  return { busy, failure, send };
}
