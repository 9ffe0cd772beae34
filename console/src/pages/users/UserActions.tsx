import { useMutation } from "@apollo/client/react";
import { App, Button, Space } from "antd";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { useErrorLine } from "../../ui/useErrorWords";
import { BlacklistUserDocument, RequestDeletionDocument, UnblacklistUserDocument, UserProfileDocument } from "./operations.generated";
import type { Profile } from "./profile";

/** What may be done about a person: the blacklist for those who decide whom sends reach, deletion for admins. */
export function UserActions({ user }: { user: Profile }) {
  const { users, common } = useText();
  const { modal, message } = App.useApp();
  const lineOf = useErrorLine();
  const mayBlacklist = useMay("APPROVER");
  const mayDelete = useMay("ADMIN");
  const refetchQueries = [UserProfileDocument];
  const [blacklist] = useMutation(BlacklistUserDocument, { variables: { id: user.id }, refetchQueries });
  const [unblacklist] = useMutation(UnblacklistUserDocument, { variables: { id: user.id }, refetchQueries });
  const [requestDeletion] = useMutation(RequestDeletionDocument, { variables: { userId: user.id } });
  const ask = (title: string, content: string, act: () => Promise<unknown>, done?: string) =>
    modal.confirm({
      title,
      content,
      okText: title,
      cancelText: common.cancel,
      onOk: async () => {
        try {
          await act();
          if (done !== undefined) void message.info(done);
        } catch (error) {
          void message.error(lineOf(error));
        }
      },
    });
  return (
    <Space>
      {!mayBlacklist ? null : user.blacklisted ? (
        <Button onClick={() => ask(users.unblacklist, user.info?.nickname ?? user.id, () => unblacklist())}>{users.unblacklist}</Button>
      ) : (
        <Button onClick={() => ask(users.blacklist, users.blacklistAsk, () => blacklist())}>{users.blacklist}</Button>
      )}
      {mayDelete ? (
        <Button onClick={() => ask(users.requestDeletion, users.requestDeletionAsk, () => requestDeletion(), users.requested)}>
          {users.requestDeletion}
        </Button>
      ) : null}
    </Space>
  );
}
