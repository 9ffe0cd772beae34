export interface ImportCommandOptions {
  tenant?: string;
  tenantMap?: ReadonlyMap<number, string>;
  tagsTable?: string;
  rejects?: string;
  dryRun?: boolean;
  json?: boolean;
}
