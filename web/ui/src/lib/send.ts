// One request of a form or a button: that it is under way, and in words why it failed.
import { useCallback, useState } from "react";
import { asApiError } from "../api/client";
import { useFailureText } from "../parts/bits";

export interface Sending {
  busy: boolean;
  failure: string | null;
  // `work` asks, then tells what came of it; whatever it throws becomes `failure`.
  send: (work: () => Promise<void>) => Promise<void>;
}

export function useSend(): Sending {
  const say = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = useCallback(
    async (work: () => Promise<void>) => {
      setBusy(true);
      setFailure(null);
      try {
        await work();
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
