import { useQuery } from "@apollo/client/react";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useText } from "../text/language";
import { TenantDocument } from "./operations.generated";

/** Always in sight where nothing is real. */
export function SandboxBand() {
  const { shell, common } = useText();
  const { data } = useQuery(TenantDocument);
  const [open, setOpen] = useState(false);
  if (data?.tenant.sandbox !== true) return null;
  return (
    <aside className="sandbox" aria-label={shell.sandbox}>
      <span>{shell.sandbox}</span>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {shell.sandboxMore}
      </Button>
      <Modal
        open={open}
        title={shell.sandboxTitle}
        onCancel={() => setOpen(false)}
        footer={<Button onClick={() => setOpen(false)}>{common.close}</Button>}
      >
        <ul className="facts">
          {shell.sandboxFacts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </Modal>
    </aside>
  );
}
