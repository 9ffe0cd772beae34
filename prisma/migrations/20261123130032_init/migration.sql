-- CreateTable
CREATE TABLE "tenant" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "original_id" TEXT,
    "kind" TEXT NOT NULL DEFAULT 'SERVICE',
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "app_secret_sealed" BYTEA NOT NULL,
    "callback_token_sealed" BYTEA NOT NULL,
    "encoding_aes_key_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_counter" (
    "tenant_id" INTEGER NOT NULL,
    "next_ordinal" INTEGER NOT NULL DEFAULT 0,
    "change_position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "tenant_counter_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "operator" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "username" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" BYTEA NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_attempt" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_attempt_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "operator" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "detail" TEXT,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "user_id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "openid" TEXT NOT NULL,
    "mini_program_openid" TEXT,
    "unionid" TEXT,
    "phone" TEXT,
    "source" INTEGER,
    "remark" TEXT,
    "subscribed" BOOLEAN NOT NULL DEFAULT false,
    "subscribed_at" TIMESTAMPTZ(3),
    "follow_event_at" TIMESTAMPTZ(3),
    "blacklisted" BOOLEAN NOT NULL DEFAULT false,
    "last_active_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "user_info" (
    "user_id" INTEGER NOT NULL,
    "nickname" TEXT,
    "real_name" TEXT,
    "sex" TEXT NOT NULL DEFAULT 'UNKNOWN',
    "birthday" DATE,
    "qq" TEXT,
    "wechat" TEXT,
    "head_image_url" TEXT,
    "identity_card_sealed" BYTEA,
    "identity_card_hash" BYTEA,
    "province_id" INTEGER,
    "city_id" INTEGER,
    "region_id" INTEGER,
    "job" TEXT,
    "eat_scene" TEXT,
    "company_channel" TEXT,
    "company_id" INTEGER,
    "vip" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL DEFAULT 'NORMAL',
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_info_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "user_fav" (
    "user_id" INTEGER NOT NULL,
    "address_id" INTEGER,
    "pay_type" INTEGER,
    "liked_skin" INTEGER,
    "points_mall_address_id" INTEGER,
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_fav_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "tag" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "group_name" TEXT,
    "description" TEXT,
    "rule" JSONB,
    "mirror_to_wechat" BOOLEAN NOT NULL DEFAULT false,
    "wechat_tag_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_tag" (
    "tag_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "user_tag_pkey" PRIMARY KEY ("tag_id","user_id")
);

-- CreateTable
CREATE TABLE "tag_job" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "tag_ids" INTEGER[],
    "idempotency_key" TEXT,
    "request_hash" BYTEA NOT NULL,
    "audience" BYTEA,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "progress_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "tag_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_job" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT,
    "cursor" JSONB,
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "progress_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audience_change" (
    "tenant_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "tag_id" INTEGER,
    "ordinals" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audience_change_pkey" PRIMARY KEY ("tenant_id","position")
);

-- CreateTable
CREATE TABLE "audience_chunk" (
    "tenant_id" INTEGER NOT NULL,
    "attribute" TEXT NOT NULL,
    "chunk" INTEGER NOT NULL,
    "cardinality" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "audience_chunk_pkey" PRIMARY KEY ("tenant_id","attribute","chunk")
);

-- CreateTable
CREATE TABLE "audience_snapshot" (
    "tenant_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audience_snapshot_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "mass_send" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "audience" JSONB NOT NULL,
    "audience_text" TEXT NOT NULL,
    "content_kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "send_ignore_reprint" BOOLEAN NOT NULL DEFAULT false,
    "method" TEXT,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "recipients" INTEGER NOT NULL DEFAULT 0,
    "batch_count" INTEGER NOT NULL DEFAULT 0,
    "batches_accepted" INTEGER NOT NULL DEFAULT 0,
    "batches_finished" INTEGER NOT NULL DEFAULT 0,
    "batches_failed" INTEGER NOT NULL DEFAULT 0,
    "batches_unknown" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "filtered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "last_progress_at" TIMESTAMPTZ(3),
    "created_by_id" INTEGER NOT NULL,
    "approved_by_id" INTEGER,
    "scheduled_for" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "mass_send_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mass_send_audience" (
    "mass_send_id" UUID NOT NULL,
    "chunk" INTEGER NOT NULL,
    "cardinality" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "mass_send_audience_pkey" PRIMARY KEY ("mass_send_id","chunk")
);

-- CreateTable
CREATE TABLE "mass_send_batch" (
    "mass_send_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "from_rank" INTEGER NOT NULL,
    "to_rank" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "client_msg_id" TEXT NOT NULL,
    "wechat_msg_id" BIGINT,
    "wechat_msg_data_id" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_attempt_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "total" INTEGER,
    "sent" INTEGER,
    "filtered" INTEGER,
    "failed" INTEGER,
    "errcode" INTEGER,
    "errmsg" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mass_send_batch_pkey" PRIMARY KEY ("mass_send_id","index")
);

-- CreateTable
CREATE TABLE "mass_send_event" (
    "mass_send_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "progress" JSONB NOT NULL,

    CONSTRAINT "mass_send_event_pkey" PRIMARY KEY ("mass_send_id","seq")
);

-- CreateTable
CREATE TABLE "callback" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "wechat_msg_id" BIGINT,
    "openid" TEXT,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "callback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_token" (
    "tenant_id" INTEGER NOT NULL,
    "token_sealed" BYTEA NOT NULL,
    "version" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "mass_call" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mass_call_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_app_id_key" ON "tenant"("app_id");

-- CreateIndex
CREATE UNIQUE INDEX "operator_username_key" ON "operator"("username");

-- CreateIndex
CREATE INDEX "operator_tenant_id_idx" ON "operator"("tenant_id");

-- CreateIndex
CREATE INDEX "session_operator_id_idx" ON "session"("operator_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_tenant_id_idx" ON "api_key"("tenant_id");

-- CreateIndex
CREATE INDEX "audit_entry_tenant_id_id_idx" ON "audit_entry"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "users_tenant_id_phone_idx" ON "users"("tenant_id", "phone");

-- CreateIndex
CREATE INDEX "users_tenant_id_unionid_idx" ON "users"("tenant_id", "unionid");

-- CreateIndex
CREATE UNIQUE INDEX "users_tenant_id_ordinal_key" ON "users"("tenant_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "users_tenant_id_openid_key" ON "users"("tenant_id", "openid");

-- CreateIndex
CREATE INDEX "user_info_identity_card_hash_idx" ON "user_info"("identity_card_hash");

-- CreateIndex
CREATE UNIQUE INDEX "tag_tenant_id_name_key" ON "tag"("tenant_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "tag_tenant_id_wechat_tag_id_key" ON "tag"("tenant_id", "wechat_tag_id");

-- CreateIndex
CREATE INDEX "user_tag_user_id_tag_id_idx" ON "user_tag"("user_id", "tag_id");

-- CreateIndex
CREATE INDEX "tag_job_tenant_id_created_at_idx" ON "tag_job"("tenant_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "tag_job_finished_at_progress_at_idx" ON "tag_job"("finished_at", "progress_at");

-- CreateIndex
CREATE UNIQUE INDEX "tag_job_tenant_id_idempotency_key_key" ON "tag_job"("tenant_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "sync_job_tenant_id_created_at_idx" ON "sync_job"("tenant_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "mass_send_tenant_id_created_at_idx" ON "mass_send"("tenant_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "mass_send_status_idx" ON "mass_send"("status");

-- CreateIndex
CREATE UNIQUE INDEX "mass_send_batch_client_msg_id_key" ON "mass_send_batch"("client_msg_id");

-- CreateIndex
CREATE UNIQUE INDEX "mass_send_batch_tenant_id_wechat_msg_id_key" ON "mass_send_batch"("tenant_id", "wechat_msg_id");

-- CreateIndex
CREATE INDEX "callback_tenant_id_wechat_msg_id_idx" ON "callback"("tenant_id", "wechat_msg_id");

-- CreateIndex
CREATE INDEX "callback_tenant_id_openid_idx" ON "callback"("tenant_id", "openid");

-- CreateIndex
CREATE INDEX "callback_processed_at_id_idx" ON "callback"("processed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "callback_tenant_id_dedupe_key_key" ON "callback"("tenant_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "mass_call_tenant_id_at_idx" ON "mass_call"("tenant_id", "at");

-- AddForeignKey
ALTER TABLE "tenant_counter" ADD CONSTRAINT "tenant_counter_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator" ADD CONSTRAINT "operator_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_info" ADD CONSTRAINT "user_info_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_fav" ADD CONSTRAINT "user_fav_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_tag" ADD CONSTRAINT "user_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mass_send" ADD CONSTRAINT "mass_send_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_token" ADD CONSTRAINT "access_token_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
