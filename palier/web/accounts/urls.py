"""Addresses of signing in and of « Mon compte ». The names without a space are those that allauth looks for."""

from django.urls import path

from palier.web.accounts import account, entrance

urlpatterns = [
    path("connexion/", entrance.sign_in, name="account_login"),
    path("connexion/code/", entrance.confirm_sign_in, name="account_confirm_login_code"),
    path("connexion/cle/", entrance.use_key, name="account_use_key"),
    path("connexion/proconnect/", entrance.ask_proconnect, name="account_proconnect"),
    path("connexion/proconnect/retour/", entrance.back_from_proconnect, name="account_proconnect_return"),
    path("connexion/compte-ferme/", entrance.closed, name="account_inactive"),
    path("inscription/", entrance.sign_up, name="account_signup"),
    path("inscription/code/", entrance.confirm_sign_up, name="account_email_verification_sent"),
    path("deconnexion/", entrance.sign_out, name="account_logout"),
    path("compte/", account.home, name="account_home"),
    path("compte/appareil/", account.share, name="account_share"),
    path("compte/cles/ajouter/", account.add_key, name="account_add_key"),
    path("compte/cles/<int:pk>/renommer/", account.rename_key, name="account_rename_key"),
    path("compte/cles/<int:pk>/retirer/", account.remove_key, name="account_remove_key"),
    path("compte/sessions/fermer-les-autres/", account.end_other_sessions, name="account_end_others"),
    path("compte/sessions/<int:pk>/fermer/", account.end_session, name="account_end_session"),
]
