import type { Pool, PoolConnection } from "mysql2";
import type { Cell } from "../clean/cells.js";

/** Runs a statement and hands on each row of the answer as it arrives. The pool gives rows as arrays of bytes. */
export async function eachRow(pool: Pool, sql: string, values: readonly (number | Buffer)[], take: (cells: Cell[]) => void): Promise<void> {
  const connection = await connectionOf(pool);
  try {
    await rowsBy(connection, sql, values, take);
  } catch (error) {
    // Rows may still be on their way.
    connection.destroy();
    throw error;
  }
  connection.release();
}

function rowsBy(connection: PoolConnection, sql: string, values: readonly (number | Buffer)[], take: (cells: Cell[]) => void) {
  return new Promise<void>((resolve, reject) => {
    // The driver tells a lost connection to the connection alone, not to a statement that gives its rows by event.
    connection.once("error", reject);
    connection
      .query(sql, [...values])
      .on("error", reject)
      .on("result", (row) => {
        try {
          take(row as unknown as Cell[]);
        } catch (error) {
          reject(error);
        }
      })
      .on("end", () => {
        connection.off("error", reject);
        resolve();
      });
  });
}

function connectionOf(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
  });
}
