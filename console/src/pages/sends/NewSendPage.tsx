import { Navigate } from "react-router";
import { useMay } from "../../session/session";
import { Draft } from "./Draft";
import "./sends.css";

/** A send that is not saved yet. */
export function NewSendPage() {
  return useMay("OPERATOR") ? <Draft send={null} /> : <Navigate to="/sends" replace />;
}
