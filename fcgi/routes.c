#include "routes.h"

#include <stddef.h>

#include "../shared/entities/entities.h"
#include "../shared/query.h"
#include "handle_access.h"
#include "handle_admin.h"
#include "handle_auth.h"
#include "handle_bulk.h"
#include "handle_entity.h"
#include "handle_health.h"
#include "handle_jobs.h"
#include "handle_move.h"
#include "handle_work.h"

#define API "/api/v1"

/*
 * method, path, then by name: role (of a route about no entity) or operation (of each entity that
 * allows it; the role is the entity's), what it takes (parts, input, flags), handlers, and its name
 * in the OpenAPI document. Checklist for a new route: a role or an operation, or it stays closed;
 * docs/api.md when it is not CRUD.
 */
/* clang-format off */
const struct route routes[] = {
	/* the process */
	{ "GET",  API "/health",      ROLE_PUBLIC, .answer = health_answer, .flags = HIDDEN },
	{ "GET",  API "/health/live", ROLE_PUBLIC, .answer = live_answer, .flags = HIDDEN },
	{ "GET",  "/metrics",         ROLE_PUBLIC, .answer = metrics_answer, .flags = HIDDEN },
	{ "GET",  API "/openapi.json", ROLE_PUBLIC, .answer = openapi_answer, .flags = HIDDEN },
	{ "GET",  "/.well-known/jwks.json", ROLE_PUBLIC, .answer = jwks_answer, .flags = HIDDEN },

	/* who am I */
	{ "POST", API "/auth/register", ROLE_PUBLIC, .answer = register_answer, .flags = BODY | CREATED,
	  .input = &input_register, .output = &output_tokens, .id = "register", .doc = "Make an organisation and its owner" },
	{ "POST", API "/auth/login", ROLE_PUBLIC, .answer = login_answer, .flags = BODY,
	  .input = &input_login, .output = &output_tokens, .id = "logIn", .doc = "Log in" },
	{ "POST", API "/auth/refresh", ROLE_PUBLIC, .answer = refresh_answer, .flags = BODY,
	  .input = &input_refresh, .output = &output_tokens, .id = "refresh", .doc = "Exchange a refresh token" },
	{ "POST", API "/auth/accept-invitation", ROLE_PUBLIC, .answer = accept_answer, .flags = BODY | CREATED,
	  .input = &input_accept, .output = &output_tokens, .id = "acceptInvitation", .doc = "Become a user by invitation" },
	{ "GET",  API "/auth/me", ROLE_VIEWER, .ask = me_ask, .answer = me_answer,
	  .output = &output_me, .id = "getMe", .doc = "Who the caller is" },
	{ "POST", API "/auth/logout", ROLE_VIEWER, .ask = logout_ask, .answer = no_content_answer, .flags = NO_CONTENT,
	  .id = "logOut", .doc = "End this session" },
	{ "POST", API "/auth/password", ROLE_VIEWER, .ask = password_ask, .answer = no_content_answer, .flags = BODY | NO_CONTENT,
	  .input = &input_password, .id = "changePassword", .doc = "Change the caller's password and end their other sessions" },
	{ "GET",  API "/auth/sessions", ROLE_VIEWER, .ask = sessions_ask, .answer = sessions_answer, .flags = MANY,
	  .output = &entity_session, .id = "listMySessions", .doc = "The caller's sessions" },
	{ "DELETE", API "/auth/sessions", ROLE_VIEWER, .ask = sessions_delete_ask, .answer = no_content_answer, .flags = NO_CONTENT,
	  .id = "endMyOtherSessions", .doc = "End the caller's other sessions" },
	{ "DELETE", API "/auth/sessions/{id}", ROLE_VIEWER, .ask = session_delete_ask, .answer = session_delete_answer,
	  .flags = NO_CONTENT, .id = "endMySession", .doc = "End one of the caller's sessions" },

	/* across tenants */
	{ "GET",  API "/admin/organisations", ROLE_PLATFORM, .ask = admin_list_ask, .answer = admin_list_answer,
	  .flags = MANY | RAW_QUERY, .output = &entity_organisation, .id = "listAllOrganisations", .doc = "Organisations of every tenant of the caller's region" },
	{ "POST", API "/admin/organisations/{id}/suspend", ROLE_PLATFORM, .ask = admin_status_ask, .answer = admin_status_answer,
	  .entity = &entity_organisation, .move = "suspended", .id = "suspendOrganisation", .doc = "Lock an organisation out" },
	{ "POST", API "/admin/organisations/{id}/reactivate", ROLE_PLATFORM, .ask = admin_status_ask, .answer = admin_status_answer,
	  .entity = &entity_organisation, .move = "active", .id = "reactivateOrganisation", .doc = "Let an organisation in again" },

	{ "POST", API "/admin/organisations/{id}/hold", ROLE_PLATFORM, .ask = admin_hold_ask, .answer = admin_status_answer,
	  .entity = &entity_organisation, .move = "true", .id = "holdOrganisation", .doc = "Put an organisation under a legal hold: nothing is purged" },
	{ "POST", API "/admin/organisations/{id}/release", ROLE_PLATFORM, .ask = admin_hold_ask, .answer = admin_status_answer,
	  .entity = &entity_organisation, .move = "false", .id = "releaseOrganisation", .doc = "End a legal hold" },
	{ "GET",  API "/admin/queues", ROLE_PLATFORM, .ask = queues_ask, .answer = queues_answer, .flags = MANY,
	  .output = &output_queue, .id = "listQueues", .doc = "How much work waits in each queue of the caller's region" },
	{ "GET",  API "/admin/jobs", ROLE_PLATFORM, .ask = jobs_ask, .answer = jobs_answer, .flags = MANY | RAW_QUERY,
	  .output = &output_job, .id = "listJobs", .doc = "Jobs of every tenant of the caller's region, newest first; by state, after a job's id" },
	{ "GET",  API "/admin/jobs/{jid}", ROLE_PLATFORM, .ask = job_ask, .answer = job_answer,
	  .output = &output_job, .id = "getJob", .doc = "Read one job" },
	{ "POST", API "/admin/jobs/{jid}/retry", ROLE_PLATFORM, .ask = job_ask, .answer = job_answer,
	  .output = &output_job, .move = "pending", .id = "retryJob", .doc = "Let a dead or cancelled job run again" },
	{ "POST", API "/admin/jobs/{jid}/discard", ROLE_PLATFORM, .ask = job_ask, .answer = job_answer,
	  .output = &output_job, .move = "cancelled", .id = "discardJob", .doc = "Cancel a job that is not done" },

	/* rows that come with a secret */
	{ "POST", API "/invitations", ROLE_ADMIN, .ask = invitation_ask, .answer = invitation_answer, .flags = BODY | CREATED,
	  .entity = &entity_invitation, .output = &output_invitation, .id = "createInvitation", .doc = "Invite a user" },
	{ "POST", API "/api-keys", ROLE_ADMIN, .ask = api_key_ask, .answer = api_key_answer, .flags = BODY | CREATED,
	  .entity = &entity_api_key, .output = &output_api_key, .id = "createApiKey", .doc = "Make an API key" },

	/* verbs */
	{ "POST", API "/campaigns/{id}/activate", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_campaign, .move = "active", .id = "activateCampaign", .doc = "Start or resume a campaign" },
	{ "POST", API "/campaigns/{id}/pause", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_campaign, .move = "paused", .id = "pauseCampaign", .doc = "Pause a campaign" },
	{ "POST", API "/campaigns/{id}/complete", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_campaign, .move = "completed", .id = "completeCampaign", .doc = "End a campaign" },
	{ "POST", API "/campaigns/{id}/archive", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_campaign, .move = "archived", .id = "archiveCampaign", .doc = "Put a campaign away" },
	{ "POST", API "/icps/{id}/score", ROLE_MEMBER, .ask = score_ask, .answer = work_answer, .flags = ACCEPTED,
	  .entity = &entity_icp, .output = &output_work, .id = "scoreIcp", .doc = "Have the prospects of a profile scored again" },
	{ "POST", API "/prospects/{id}/generate-insights", ROLE_MEMBER, .ask = insights_ask, .answer = work_answer, .flags = ACCEPTED,
	  .entity = &entity_prospect, .output = &output_work, .id = "generateProspectInsights", .doc = "Have insights about a prospect made" },
	{ "POST", API "/campaigns/{id}/generate-insights", ROLE_MEMBER, .ask = insights_ask, .answer = work_answer, .flags = ACCEPTED,
	  .entity = &entity_campaign, .output = &output_work, .id = "generateCampaignInsights", .doc = "Have insights about a campaign made" },
	{ "POST", API "/organisations/{id}/generate-insights", ROLE_MEMBER, .ask = insights_ask, .answer = work_answer, .flags = ACCEPTED,
	  .entity = &entity_organisation, .output = &output_work, .id = "generateOrganisationInsights", .doc = "Have insights about the whole pipeline made" },
	{ "POST", API "/insights/{id}/accept", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_insight, .move = "accepted", .id = "acceptInsight", .doc = "Mark an insight as useful" },
	{ "POST", API "/insights/{id}/dismiss", ROLE_MEMBER, .ask = move_ask, .answer = update_answer, .flags = CHANGES,
	  .entity = &entity_insight, .move = "dismissed", .id = "dismissInsight", .doc = "Mark an insight as useless" },
	{ "POST", API "/sequences/{id}/reorder", ROLE_MEMBER, .ask = reorder_ask, .answer = reorder_answer, .flags = BODY | MANY | CHANGES,
	  .entity = &entity_sequence, .input = &input_reorder, .output = &entity_step, .id = "reorderSteps", .doc = "Put the steps of a sequence in order" },

	/* every entity */
	{ "POST", API "/{entity}/bulk", .operation = OP_BULK, .parts = PART_FILTER, .ask = bulk_ask, .answer = bulk_answer,
	  .flags = BODY | RAW_BODY | CHANGES, .id = "bulk", .doc = "Create, update, delete or restore many" },
	{ "GET",  API "/{entity}", .operation = OP_LIST, .parts = PART_LIST, .ask = list_ask, .answer = list_answer,
	  .flags = MANY, .id = "list", .doc = "List" },
	{ "POST", API "/{entity}", .operation = OP_CREATE, .ask = create_ask, .answer = create_answer,
	  .flags = BODY | CREATED | CHANGES, .id = "create", .doc = "Create" },
	{ "GET",  API "/{entity}/{id}", .operation = OP_GET, .parts = PART_SELECT | PART_DELETED, .ask = get_ask, .answer = get_answer,
	  .id = "get", .doc = "Read one" },
	{ "PATCH", API "/{entity}/{id}", .operation = OP_UPDATE, .ask = update_ask, .answer = update_answer,
	  .flags = BODY, .id = "update", .doc = "Change" },
	{ "DELETE", API "/{entity}/{id}", .operation = OP_DELETE, .ask = delete_ask, .answer = delete_answer,
	  .flags = NO_CONTENT | RAW_QUERY, .id = "delete", .doc = "Delete; it can be restored until it is purged" },
	{ "POST", API "/{entity}/{id}/restore", .operation = OP_RESTORE, .ask = restore_ask, .answer = restore_answer,
	  .flags = CHANGES, .id = "restore", .doc = "Bring back" },
	{ NULL },
};
/* clang-format on */
