import { useMutation } from "@apollo/client/react";
import { Alert, Button, Form, Input } from "antd";
import { useEffect } from "react";
import { Navigate, useSearchParams } from "react-router";
import { codeOf } from "../../apollo/errors";
import { beginSession, useAbsence, useSession } from "../../session/session";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { LogInDocument, type LogInMutationVariables } from "./operations.generated";

/** Where to go on: an address of this console, never another site's. */
function nextPage(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function LoginPage() {
  const { language, text, choose } = useLanguage();
  const session = useSession();
  const absence = useAbsence();
  const [parameters] = useSearchParams();
  useEffect(() => {
    document.title = text.session.title;
  }, [text]);
  if (session !== null) return <Navigate to={nextPage(parameters.get("next"))} replace />;
  return (
    <main className="login">
      <div className="login-box">
        <h1>{text.session.title}</h1>
        <p className="quiet">{text.session.lead}</p>
        {absence === "ended" ? <Alert type="warning" title={text.session.ended} /> : null}
        <LoginForm />
        <Button type="text" aria-label={text.shell.languageLabel} onClick={() => choose(language === "zh" ? "en" : "zh")}>
          {text.shell.language}
        </Button>
      </div>
    </main>
  );
}

function LoginForm() {
  const { session: text } = useLanguage().text;
  const [logIn, { loading, error }] = useMutation(LogInDocument);
  const submit = async (values: LogInMutationVariables) => {
    const { data } = await logIn({ variables: values }).catch(() => ({ data: null }));
    if (data) beginSession(data.login);
  };
  return (
    <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={loading}>
      <Form.Item name="username" label={text.username} rules={[{ required: true, message: text.needUsername }]}>
        <Input autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={text.password} rules={[{ required: true, message: text.needPassword }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {error === undefined ? null : <LoginFailure error={error} />}
      <Button type="primary" htmlType="submit" block loading={loading}>
        {text.signIn}
      </Button>
    </Form>
  );
}

function LoginFailure({ error }: { error: unknown }) {
  const { session } = useLanguage().text;
  if (codeOf(error) === "UNAUTHENTICATED") return <Alert className="failure" type="error" title={session.wrong} />;
  return <Failure error={error} />;
}
