// A secret that is shown once: a link, a code, a token.
import { Button, Modal } from "antd";
import type { ReactNode } from "react";
import { useText } from "../i18n";
import { Copyable } from "./bits";

interface Props {
  title: string;
  says: string;
  values: string[];
  children?: ReactNode;
  close?: string;
  onClose: () => void;
}

export function ShownOnce({ title, says, values, children, close, onClose }: Props) {
  const { t } = useText();
  return (
    <Modal
      open
      title={title}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      transitionName=""
      maskTransitionName=""
      footer={
        <Button type="primary" onClick={onClose} data-testid="shown-close">
          {close ?? t("common.close")}
        </Button>
      }
    >
      <p className="alert alert-amber">{says}</p>
      <ul className="once" data-testid="shown-once">
        {values.map((value) => (
          <li key={value}>
            <Copyable value={value} label={title} />
          </li>
        ))}
      </ul>
      {children}
    </Modal>
  );
}
