import { Outlet } from "react-router";
import { useText } from "../../text/language";
import { TabNav } from "../../ui/TabNav";
import "./tags.css";

/** The four sides of tags and segments. */
export function TagTabs() {
  const { tags } = useText();
  const tabs = [
    { to: "/tags", name: tags.tabs.builder },
    { to: "/tags/list", name: tags.tabs.tags },
    { to: "/tags/segments", name: tags.tabs.segments },
    { to: "/tags/jobs", name: tags.tabs.jobs },
  ];
  return (
    <>
      <TabNav label={tags.title} tabs={tabs} />
      <Outlet />
    </>
  );
}
