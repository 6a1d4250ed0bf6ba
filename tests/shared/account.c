#include "../../shared/account.h"

#include <stdio.h>
#include <string.h>

#include "../../shared/password.h"
#include "../../shared/retry.h"
#include "../../shared/tx.h"
#include "../faults.h"
#include "../suite.h"

static const char password[] = "correct horse battery";

/* An account of a test's own. */
struct person {
	char email[80], name[80], invitation[TOKEN_OPAQUE];
	const char *password;
	const struct config *config; /* NULL: the suite's */
	struct login login;
};

static struct person
new_person(void)
{
	struct person p = { .password = password };
	char id[UUID_LEN + 1];
	uuid_v7(id);
	snprintf(p.email, sizeof(p.email), "%s@unit.example", id);
	snprintf(p.name, sizeof(p.name), "Unit %s", id);
	return p;
}

static bool
enrol(struct ctx *ctx, void *arg)
{
	struct person *p = arg;
	const struct registration r = { .organisation_name = p->name,
					.name = p->name,
					.email = p->email,
					.password = p->password,
					.agent = "unit",
					.region = REGION_EU };
	if (p->config != NULL)
		ctx->config = p->config;
	return account_register(ctx, &r, &p->login);
}

static bool
log_in(struct ctx *ctx, void *arg)
{
	struct person *p = arg;
	if (p->config != NULL)
		ctx->config = p->config;
	return account_login(ctx, p->email, p->password, NULL, &p->login);
}

/* The error of a call that must fail; ERR_NONE when it must not, and does not. */
static enum error
error_of(bool (*call)(struct ctx *, void *), void *arg)
{
	struct ctx ctx = suite_ctx();
	bool fine = call(&ctx, arg);
	enum error error = ctx.error;
	ck_assert_int_eq(fine, error == ERR_NONE);
	suite_end(&ctx);
	return error;
}

START_TEST(a_registration_that_fails_at_any_step_can_be_repeated)
{
	struct person p = new_person();
	ck_assert_int_ge(faults_sweep(enrol, &p), 5);
	ck_assert_int_eq(error_of(log_in, &p), ERR_NONE);
	ck_assert_int_eq(error_of(enrol, &p), ERR_CONFLICT);
}
END_TEST

START_TEST(a_registration_may_be_refused)
{
	struct person p = new_person();
	struct config changed = suite_config;
	p.config = &changed;
	changed.registration_open = false;
	ck_assert_int_eq(error_of(enrol, &p), ERR_FORBIDDEN);
	changed = suite_config;
	changed.login_per_address = 0;
	ck_assert_int_eq(error_of(enrol, &p), ERR_LIMITED);
	changed = suite_config;
	p.password = "password";
	ck_assert_int_eq(error_of(enrol, &p), ERR_INVALID);
}
END_TEST

START_TEST(names_of_any_kind_make_an_organisation)
{
	static const char *const names[] = {
		"ACME & Sons: 2 {of} 3!", "-", "é",
		"a very long name of an organisation that goes on and on"
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct person p = new_person();
		snprintf(p.name, sizeof(p.name), "%s", names[i]);
		ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	}
}
END_TEST

START_TEST(a_log_in_that_fails_at_any_step_can_be_repeated)
{
	struct person p = new_person();
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	ck_assert_int_ge(faults_sweep(log_in, &p), 5);
}
END_TEST

START_TEST(who_is_not_known_or_has_the_wrong_password_does_not_get_in)
{
	struct person p = new_person();
	ck_assert_int_eq(error_of(log_in, &p), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	p.password = "another horse battery";
	ck_assert_int_eq(error_of(log_in, &p), ERR_UNAUTHENTICATED);
}
END_TEST

START_TEST(a_hash_of_lower_limits_is_replaced_at_the_next_log_in)
{
	struct person p = new_person();
	struct config raised = suite_config;
	raised.hash_ops++;
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	int plain = faults_sweep(log_in, &p);
	p.config = &raised;
	ck_assert_int_eq(faults_sweep(log_in, &p), plain + 1); /* the new hash is a step more */
	ck_assert_int_eq(faults_sweep(log_in, &p), plain);
}
END_TEST

static bool
mark_well_known(struct ctx *ctx, void *arg)
{
	struct person *p = arg;
	const char *const params[] = { p->login.who.user };
	tenant_assume(ctx, p->login.who.organisation, NULL);
	tx_queue(ctx, (struct stmt){ "UPDATE users SET well_known = true WHERE id = $1::uuid", 1,
				     params });
	return true;
}

static bool
as_well_known(struct ctx *ctx, void *arg)
{
	return retry_tx(ctx, false, mark_well_known, arg);
}

static bool
change(struct ctx *ctx, void *arg)
{
	struct person *p = arg;
	tenant_assume(ctx, p->login.who.organisation, p->login.who.user);
	snprintf(ctx->actor, sizeof(ctx->actor), "%s", p->login.who.user);
	snprintf(ctx->session, sizeof(ctx->session), "%s", p->login.who.session);
	return account_change_password(ctx, p->password, "a new horse battery");
}

static bool
change_password(struct ctx *ctx, void *arg)
{
	return retry_tx(ctx, false, change, arg);
}

START_TEST(a_published_password_opens_nothing_outside_development)
{
	struct person p = new_person();
	struct config production = suite_config;
	production.env = "production";
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	ck_assert_int_eq(error_of(as_well_known, &p), ERR_NONE);
	ck_assert_int_eq(error_of(log_in, &p), ERR_NONE);
	p.config = &production;
	ck_assert_int_eq(error_of(log_in, &p), ERR_UNAUTHENTICATED);
	/* Changed, it is a password like any other. */
	ck_assert_int_eq(error_of(change_password, &p), ERR_NONE);
	p.password = "a new horse battery";
	ck_assert_int_eq(error_of(log_in, &p), ERR_NONE);
}
END_TEST

START_TEST(a_change_of_password_that_fails_at_any_step_changes_nothing)
{
	struct person p = new_person();
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	/* With every step that fails, the old password is still the one to be given. */
	ck_assert_int_ge(faults_sweep(change_password, &p), 5);
	ck_assert_int_eq(error_of(log_in, &p), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(error_of(change_password, &p), ERR_INVALID);
	p.password = "a new horse battery";
	ck_assert_int_eq(error_of(log_in, &p), ERR_NONE);
}
END_TEST

static bool
change_to_common(struct ctx *ctx, void *arg)
{
	(void)arg;
	return account_change_password(ctx, password, "password");
}

START_TEST(a_change_of_password_may_be_refused)
{
	struct person p = new_person();
	ck_assert_int_eq(error_of(change_to_common, NULL), ERR_INVALID);
	ck_assert_int_eq(error_of(enrol, &p), ERR_NONE);
	/* An API key has an id, and is no user. */
	uuid_v7(p.login.who.user);
	ck_assert_int_eq(error_of(change_password, &p), ERR_FORBIDDEN);
}
END_TEST

struct invitation {
	struct person *host, guest;
};

static bool
insert_invitation(struct ctx *ctx, void *arg)
{
	struct invitation *i = arg;
	struct opaque o;
	char id[UUID_LEN + 1], hash[HASH_HEX];
	uuid_v7(id);
	opaque_make(&o, REGION_EU, id);
	opaque_write(OPAQUE_INVITATION, &o, i->guest.invitation);
	opaque_hash(&o, hash);
	const char *const params[] = { id, i->guest.email, hash };
	tenant_assume(ctx, i->host->login.who.organisation, NULL);
	tx_queue(ctx,
		 (struct stmt){ "INSERT INTO invitations (organisation_id, id, email, "
				"token_hash, expires_at) VALUES (current_tenant(), $1::uuid, $2, "
				"$3::bytea, now() + interval '1 hour')",
				3, params });
	return true;
}

static bool
invite(struct ctx *ctx, void *arg)
{
	return retry_tx(ctx, false, insert_invitation, arg);
}

static bool
accept(struct ctx *ctx, void *arg)
{
	struct person *guest = arg;
	if (guest->config != NULL)
		ctx->config = guest->config;
	return account_accept(ctx, guest->invitation, guest->name, guest->password, NULL,
			      &guest->login);
}

static bool
delete_invitations(struct ctx *ctx, void *arg)
{
	struct invitation *i = arg;
	tenant_assume(ctx, i->host->login.who.organisation, NULL);
	tx_queue(ctx, (struct stmt){ "UPDATE invitations SET deleted_at = now()", 0, NULL });
	return true;
}

static void
withdraw(void *arg)
{
	struct ctx ctx = suite_ctx();
	ck_assert(retry_tx(&ctx, false, delete_invitations, arg));
	suite_end(&ctx);
}

START_TEST(an_invitation_is_accepted_once)
{
	struct person host = new_person();
	struct invitation i = { &host, new_person() };
	ck_assert_int_eq(error_of(enrol, &host), ERR_NONE);
	ck_assert_int_eq(error_of(invite, &i), ERR_NONE);
	ck_assert_int_ge(faults_sweep(accept, &i.guest), 5);
	ck_assert_str_eq(i.guest.login.who.organisation, host.login.who.organisation);
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(error_of(log_in, &i.guest), ERR_NONE);
}
END_TEST

START_TEST(an_invitation_may_be_refused)
{
	struct person host = new_person();
	struct invitation i = { &host, new_person() };
	struct config changed = suite_config;
	changed.login_per_address = 0;
	ck_assert_int_eq(error_of(enrol, &host), ERR_NONE);
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_UNAUTHENTICATED); /* no token at all */
	ck_assert_int_eq(error_of(invite, &i), ERR_NONE);
	i.guest.password = "short";
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_INVALID);
	i.guest.password = password;
	i.guest.config = &changed;
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_LIMITED);
	i.guest.config = NULL;
	/* Somebody came by another way meanwhile. */
	struct person same = i.guest;
	ck_assert_int_eq(error_of(enrol, &same), ERR_NONE);
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_CONFLICT);
}
END_TEST

START_TEST(an_invitation_withdrawn_at_the_last_moment_lets_nobody_in)
{
	enum { OPEN = 1, COMMIT, HASH };
	struct person host = new_person();
	struct invitation i = { &host, new_person() };
	ck_assert_int_eq(error_of(enrol, &host), ERR_NONE);
	ck_assert_int_eq(error_of(invite, &i), ERR_NONE);
	faults_meanwhile(HASH, withdraw, &i);
	ck_assert_int_eq(error_of(accept, &i.guest), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(error_of(log_in, &i.guest), ERR_UNAUTHENTICATED);
}
END_TEST

TCase *
case_account(void)
{
	TCase *t = tcase_create("account");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, faults_setup, faults_teardown);
	tcase_add_test(t, a_registration_that_fails_at_any_step_can_be_repeated);
	tcase_add_test(t, a_registration_may_be_refused);
	tcase_add_test(t, names_of_any_kind_make_an_organisation);
	tcase_add_test(t, a_log_in_that_fails_at_any_step_can_be_repeated);
	tcase_add_test(t, who_is_not_known_or_has_the_wrong_password_does_not_get_in);
	tcase_add_test(t, a_hash_of_lower_limits_is_replaced_at_the_next_log_in);
	tcase_add_test(t, a_published_password_opens_nothing_outside_development);
	tcase_add_test(t, a_change_of_password_that_fails_at_any_step_changes_nothing);
	tcase_add_test(t, a_change_of_password_may_be_refused);
	tcase_add_test(t, an_invitation_is_accepted_once);
	tcase_add_test(t, an_invitation_may_be_refused);
	tcase_add_test(t, an_invitation_withdrawn_at_the_last_moment_lets_nobody_in);
	return t;
}
