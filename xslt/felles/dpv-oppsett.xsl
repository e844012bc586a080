<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Oppsettet for brev i DPV: det som er likt for alle brev. Det som er sagt om ett brev, går foran og står i SBD-en.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- Avsenderens navn, slik mottakeren kjenner virksomheten. Tom: navnet nevnes ikke. -->
  <xsl:param name="avsendernavn" select="''"/>
  <!-- Setningen som står i brev uten egen tekst. Markdown. Tom: «Ingen innhold». -->
  <xsl:param name="standardtekst" select="'Dere har fått et brev.'"/>
  <!-- Prosessene som er taushetsbelagte, med mellomrom mellom. -->
  <xsl:param name="taushetsbelagte-prosesser" select="'urn:no:difi:profile:arkivmelding:taushetsbelagt:ver1.0'"/>
  <!-- Tjenesten en mottaker må ha tilgang til for å lese taushetsbelagt post. -->
  <xsl:param name="taushetsbelagt-ressurs" select="'eformidling-dpv-taushetsbelagt'"/>
  <!-- Kanalen for varsler: Email, Sms eller EmailAndSms. Tom: ingen varsel om brev som ikke er taushetsbelagt. -->
  <xsl:param name="varslingskanal" select="'EmailAndSms'"/>
  <!-- Et nytt varsel til den som ikke har lest: ja eller nei. -->
  <xsl:param name="revarsel" select="'ja'"/>
  <!-- Emnet i e-post. -->
  <xsl:param name="varselemne" select="'Melding mottatt i Altinn'"/>
  <!-- Teksten i varsler. Tom: vår egen. -->
  <xsl:param name="varseltekst" select="''"/>
  <!-- Teksten i varsler om taushetsbelagt post. Tom: vår egen. -->
  <xsl:param name="taushetsbelagt-varseltekst" select="''"/>
  <!-- Dager mottakeren har på å svare. Tom eller 0: ingen frist. -->
  <xsl:param name="dager-til-svarfrist" select="''"/>

</xsl:stylesheet>
