const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Prefixes of everything that is uploaded for materials, in the object store. */
export const UPLOADS = "uploads/";
export const MATERIALS = "materials/";

/** Where a file is put before it becomes a material. */
export function uploadKey(tenantId: number, id: string): string {
  return `${UPLOADS}${tenantId}/${id}`;
}

/** Where a material's file is, never written again. */
export function materialKey(tenantId: number, id: string, extension: string): string {
  return `${MATERIALS}${tenantId}/${id}.${extension}`;
}

/** Whether the key can be one of this tenant's. */
export function isKeyOf(tenantId: number, key: string): boolean {
  return new RegExp(`^(?:${UPLOADS}${tenantId}/${UUID}|${MATERIALS}${tenantId}/${UUID}\\.[a-z0-9]{3})$`).test(key);
}
