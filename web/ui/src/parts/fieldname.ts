// What a field of a right is called, and what its values are called: as the form calls them.
import type { RightForm } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";

export function useFieldName(): (key: string) => string {
  const { named, local } = useText();
  const { data } = useGet<RightForm>("/rights/form");
  return (key) => {
    const field = data?.fields.find((one) => one.key === key);
    return field ? local(field.label) : named("rightfield", key, key);
  };
}

// The name of a choice; anything else as it is.
export function useChoiceName(): (key: string, value: unknown) => unknown {
  const { local } = useText();
  const { data } = useGet<RightForm>("/rights/form");
  return (key, value) => {
    const choice = data?.fields.find((one) => one.key === key)?.choices.find((one) => one.value === value);
    return choice ? local(choice.name) : value;
  };
}
