/** Operations to start from; those that need an id say so in their variables. */
export const examples = [
  { name: "Who am I", query: "{\n  me { username role }\n  tenant { name appId sandbox }\n}" },
  {
    name: "Preview an audience",
    query:
      "query Preview($audience: AudienceInput!) {\n  tagPreview(audience: $audience, sampleSize: 5) {\n    count\n    reachable\n    tookMs\n    tags { count tag { name } }\n    sample { id openid info { nickname } }\n  }\n}",
    variables: { audience: { all: [{ subscribed: true }, { sex: "FEMALE" }] } },
  },
  { name: "Tags", query: "{\n  tags { id name users }\n}" },
  {
    name: "Create a tag",
    query: "mutation Create($input: TagInput!) {\n  createTag(input: $input) { id name }\n}",
    variables: { input: { name: "新品试用" } },
  },
  {
    name: "Tag an audience",
    query: "mutation Tag($input: TagUsersInput!) {\n  tagUsers(input: $input) { id status total done }\n}",
    variables: { input: { tagIds: ["1"], audience: { subscribed: true } } },
  },
  {
    name: "Draft a mass send",
    query: "mutation Draft($input: MassSendInput!) {\n  createMassSend(input: $input) { id status }\n}",
    variables: { input: { name: "Hello", audience: { everyone: true }, content: { text: "你好！" } } },
  },
  { name: "Start a mass send", query: "mutation Start($id: ID!) {\n  startMassSend(id: $id) { id status }\n}", variables: { id: "" } },
  {
    name: "Watch a mass send",
    query:
      "subscription Watch($id: ID!) {\n  massSendProgress(id: $id) { seq status recipients accepted sent filtered failed batches batchesFinished etaSeconds }\n}",
    variables: { id: "" },
  },
];
